"""
Bytes to a call and back for the messages of queues: XML over REST, MNS 2015-06-06, as aliyun-mns-sdk 1.3 speaks.

`/queues/<name>` is a queue, `/queues/<name>/messages` its messages. Signatures are not checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import Parameters, is_true
from alicloud_emulator.wire import DEFAULT_REGION, Call, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.wire import Request

__all__ = ["PRODUCT", "decode", "error_response", "is_about_queues", "result_response"]

PRODUCT = "Mns"
VERSION = "2015-06-06"
FOLDER = "/queues"
NAMESPACE = "http://mns.aliyuncs.com/doc/v1/"
CREATED, NO_CONTENT = 201, 204
STATUS_OF_ACTION = {"CreateQueue": CREATED, "SendMessage": CREATED, "BatchSendMessage": CREATED}
# What headers of ListQueue say, in words of parameters.
HEADERS = {"x-mns-prefix": "Prefix", "x-mns-ret-number": "RetNumber", "x-mns-marker": "Marker"}
# Names in the query, which are in small letters there or not.
QUERY = {"waitseconds": "WaitSeconds", "numofmessages": "NumOfMessages", "peekonly": "PeekOnly"}


def is_about_queues(request: Request) -> bool:
    """Tell a request of this protocol from one of any other."""
    path = urlsplit(request.target).path
    return path == FOLDER or path.startswith(FOLDER + "/")


def decode(request: Request) -> Call:
    """
    Read a call.

    Raises:
        ApiError: MalformedXML (400) for a body that is none, InvalidRequestURL (400) for a path that means nothing.
    """
    parts = urlsplit(request.target)
    query = {QUERY.get(name.lower(), name): value for name, value in parse_qsl(parts.query, keep_blank_values=True)}
    headers = {HEADERS[name]: value for name, value in request.headers.items() if name in HEADERS}
    folders = parts.path.removeprefix(FOLDER).strip("/").split("/")
    name, is_of_messages = folders[0], folders[1:] == ["messages"]
    root, body = _read(request.body)
    action = _action(request.method, query, root, is_queue=bool(name), is_of_messages=is_of_messages)
    if action is None or (folders[1:] and not is_of_messages):
        raise ApiError(400, "InvalidRequestURL", f"{request.method} {request.target} means nothing to this service.")
    values = {**query, **headers, **body, "QueueName": name}
    _, _, signature = request.headers.get("authorization", "").partition("MNS ")
    return Call(
        product=PRODUCT,
        version=VERSION,
        action=action,
        parameters=Parameters(values),
        region_id=DEFAULT_REGION,
        access_key_id=signature.partition(":")[0],
        endpoint=request.headers.get("host", ""),
        client_ip=request.client_ip,
        is_secure=request.is_secure,
        user_agent=request.headers.get("user-agent", ""),
    )


def result_response(call: Call, result: Mapping[str, Any], request_id: str) -> Response:
    """Encode a handler's result: one root element, or nothing."""
    headers = {"x-mns-request-id": request_id, "x-mns-version": VERSION}
    if "Location" in result:
        return _response(CREATED, b"", headers | {"Location": str(result["Location"])})
    if not result:
        return _response(NO_CONTENT, b"", headers)
    [(root, value)] = result.items()
    return _response(STATUS_OF_ACTION.get(call.action, 200), _xml(root, value), headers)


def error_response(error: ApiError, request_id: str) -> Response:
    """Encode an error: `<Error>` with Code, Message, RequestId and HostId."""
    value = {"Code": error.code, "Message": error.message, "RequestId": request_id, "HostId": "http://127.0.0.1"}
    return _response(error.http_status, _xml("Error", value), {"x-mns-request-id": request_id})


def _action(method: str, query: Mapping[str, str], root: str, *, is_queue: bool, is_of_messages: bool) -> str | None:
    """Return what a request asks for, None if nothing that is known."""
    if is_of_messages:
        if method == "PUT":
            return "ChangeMessageVisibility"
        is_batch = "NumOfMessages" in query or root in ("Messages", "ReceiptHandles")
        verb = {"POST": "Send", "DELETE": "Delete", "GET": "Peek" if query.get("PeekOnly") else "Receive"}.get(method)
        return verb and f"{'Batch' if is_batch else ''}{verb}Message"
    if not is_queue:
        return "ListQueue" if method == "GET" else None
    put = "SetQueueAttributes" if is_true(query.get("metaoverride", "")) else "CreateQueue"
    return {"PUT": put, "GET": "GetQueueAttributes", "DELETE": "DeleteQueue"}.get(method)


def _read(body: bytes) -> tuple[str, dict[str, str]]:
    """Return the root element's name and the values below it, as flat parameters (`Messages.1.MessageBody`)."""
    if not body:
        return "", {}
    try:
        root = ET.fromstring(body)  # noqa: S314 - requests of the user's own programs, on loopback
    except (ET.ParseError, ValueError) as error:  # ValueError: an encoding that the parser does not have
        raise ApiError(400, "MalformedXML", f"The body is not XML: {error}.") from error
    name = _local(root)
    if name in ("Messages", "ReceiptHandles"):
        values = {
            f"{name}.{number}{'.' + _local(child) if child is not item else ''}": child.text or ""
            for number, item in enumerate(root, start=1)
            for child in (item if len(item) else [item])
        }
        return name, values
    return name, {_local(child): child.text or "" for child in root}


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _xml(root: str, value: Any) -> bytes:
    element = ET.Element(root, {"xmlns": NAMESPACE})
    _fill(element, value)
    encoded: bytes = ET.tostring(element, encoding="utf-8", xml_declaration=True)
    return encoded


def _fill(element: ET.Element, value: Any) -> None:
    if isinstance(value, dict):
        for name, item in value.items():
            _fill(ET.SubElement(element, name), item)
    elif isinstance(value, list):
        for item in value:
            [(name, content)] = item.items()
            _fill(ET.SubElement(element, name), content)
    else:
        element.text = str(value)


def _response(status: int, body: bytes, headers: Mapping[str, str]) -> Response:
    return Response(status=status, body=body, headers=headers, content_type="text/xml;charset=utf-8")

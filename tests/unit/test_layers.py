"""What may import what: no circles within a product, no product within another, vendor SDKs in one place."""

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "alicloud_ess_refresh": "components",
    "ess_readiness": "readiness",
    "ess_policies": "policypack",
    "alicloud_emulator": "emulator",
}
VENDOR_SDKS = ("alibabacloud_", "darabonba", "mns", "Tea")


@cache
def imports(package: str) -> dict[str, set[str]]:
    """Answer what each module imports, for type checkers only or within functions included."""
    folder = ROOT / PACKAGES[package]
    paths = {
        ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (folder / package).rglob("*.py")
    }
    return {
        module: {name if name in paths else name.rpartition(".")[0] or name for name in imported_names(path)}
        for module, path in paths.items()
    }


def imported_names(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import, which this test does not follow"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_import_in_one_direction(package: str) -> None:
    try:
        TopologicalSorter(imports(package)).prepare()
    except CycleError as error:
        pytest.fail("a circle: " + " is imported by ".join(error.args[1]))


def test_products_share_the_readiness_rules_and_nothing_else() -> None:
    imported = {(package, name) for package in PACKAGES for names in imports(package).values() for name in names}

    between = {(package, name) for package, name in imported if name.split(".")[0] in PACKAGES.keys() - {package}}
    assert between == {("alicloud_ess_refresh", "ess_readiness"), ("ess_policies", "ess_readiness")}


def test_vendor_sdks_are_imported_in_cloud_only() -> None:
    modules = {module: names for package in PACKAGES for module, names in imports(package).items()}

    importers = {module for module, names in modules.items() if any(name.startswith(VENDOR_SDKS) for name in names)}
    assert {module.rpartition(".")[0] for module in importers} == {"alicloud_ess_refresh.cloud"}


def test_no_test_module_is_imported_by_another() -> None:
    """What several tests need is in a module of its own, under a name that says what it is."""
    tests = ROOT / "tests"
    found = {
        (str(path.relative_to(tests)), name)
        for path in tests.rglob("*.py")
        for name in imported_names(path)
        if ".test_" in f".{name}"
    }

    assert found == set()

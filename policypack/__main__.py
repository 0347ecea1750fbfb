from ess_policies.serving.server import serve

serve()

# Where things are inside the container, and the environment that workers find.

import os

WORKSPACE = os.environ.get("RAWORC_WORKSPACE", "/session")
HOME = os.path.join(WORKSPACE, ".home")
# On the container's own /tmp: a workspace may be on a file system that has no sockets.
SOCKETS = os.environ.get("RAWORC_SOCKETS", "/tmp/.raworc")
# Frameworks that report to their makers, or ask at the terminal whether they may, would make a turn wait where there is no
# way to the network. Whoever wants that says so in the agent's own environment.
OPEN_TELEMETRY = {"OTEL_SDK_DISABLED"}
QUIET = {
    "OTEL_SDK_DISABLED": "true",
    "CREWAI_DISABLE_TELEMETRY": "true",
    "CREWAI_DISABLE_TRACKING": "true",
    "CREWAI_TRACING_ENABLED": "false",
    "OPENAI_AGENTS_DISABLE_TRACING": "1",
    "ANONYMIZED_TELEMETRY": "False",
}
LAUNCHERS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "launchers")


def prepare_home():
    try:
        os.makedirs(HOME, exist_ok=True)
    except OSError:
        # A full or missing workspace is the agent's to run into, with a message of its own.
        pass


def environment(config, socket):
    """The container's own, what the agent's tools expect, and what the host configured, which wins; `socket` may be None."""
    env = dict(os.environ)
    folder = config["dir"]
    tools = [os.path.join(folder, ".venv", "bin"), os.path.join(folder, "node_modules", ".bin")]
    paths = [path for path in tools if os.path.isdir(path)]
    paths.append(env.get("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"))
    env["PATH"] = ":".join(paths)
    env["HOME"] = HOME
    env["TMPDIR"] = "/tmp"
    env["RAWORC_AGENT"] = config["agent"]
    env["RAWORC_WORKSPACE"] = WORKSPACE
    env.setdefault("LANG", "C.UTF-8")
    env.update(QUIET)
    env.update(config["env"])
    if socket is not None:
        env["RAWORC_SOCKET"] = socket
    if any(name.startswith("OTEL_EXPORTER_") for name in config["env"]):
        # Who says where traces go wants them.
        for name in OPEN_TELEMETRY - set(config["env"]):
            del env[name]
    return env


def launcher(config):
    """The command that calls a handler in the runtime's language; None where there is no launcher for it."""
    runtime, folder = config["runtime"], config["dir"]
    if runtime.startswith("python"):
        own = os.path.join(folder, ".venv", "bin", "python")
        return [own if os.path.exists(own) else "python3", os.path.join(LAUNCHERS, "launcher.py")]
    if runtime.startswith("node"):
        return ["node", os.path.join(LAUNCHERS, "launcher.mjs")]
    if runtime == "rust":
        return [os.path.join(folder, ".raworc", "worker")]
    return None

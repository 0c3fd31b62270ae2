# What the container uses, from the kernel's own counters: a few small files, read only when the host asks.

_GROUP = "/sys/fs/cgroup"
_PAGES_THAT_CAN_GO = ("inactive_file", "total_inactive_file")


def _text(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return None


def _number(path):
    text = _text(path)
    return int(text) if text is not None and text.strip().isdigit() else None


def _named(path, names):
    for line in (_text(path) or "").splitlines():
        name, _, value = line.partition(" ")
        if name in names and value.isdigit():
            return int(value)
    return None


def _cpu_ms():
    micros = _named(_GROUP + "/cpu.stat", ("usage_usec",))
    if micros is not None:
        return micros // 1000
    for folder in ("cpuacct", "cpu,cpuacct"):
        nanos = _number("%s/%s/cpuacct.usage" % (_GROUP, folder))
        if nanos is not None:
            return nanos // 1000000
    return None


def _memory():
    """Without what the kernel can drop at once."""
    for folder, current, pages in (
        (_GROUP, "memory.current", _PAGES_THAT_CAN_GO[0]),
        (_GROUP + "/memory", "memory.usage_in_bytes", _PAGES_THAT_CAN_GO[1]),
    ):
        used = _number("%s/%s" % (folder, current))
        if used is not None:
            return max(0, used - (_named(folder + "/memory.stat", (pages,)) or 0))
    return None


def _network():
    received, sent = 0, 0
    for line in (_text("/proc/net/dev") or "").splitlines()[2:]:
        name, _, counters = line.partition(":")
        fields = counters.split()
        if name.strip() != "lo" and len(fields) > 8:
            received += int(fields[0])
            sent += int(fields[8])
    return received, sent


def stats():
    received, sent = _network()
    found = {"received_bytes": received, "sent_bytes": sent}
    for name, value in (("cpu_ms", _cpu_ms()), ("memory_bytes", _memory())):
        if value is not None:
            found[name] = value
    return found

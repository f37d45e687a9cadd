"""What it was measured on, and how much processor time programs have used."""

import os
import platform
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def describe() -> str:
    memory = Path("/proc/meminfo").read_text().split()[1]
    return f"{os.cpu_count()} cores, {int(memory) // 1024 // 1024} GiB, {platform.system()}, Python {platform.python_version()}"


def cpu_ms(name: str) -> int:
    """Return the processor milliseconds used so far by all processes whose command line contains `name`."""
    total = 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if name in command and "bench" not in command.split(" ")[:4]:
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
        except (FileNotFoundError, ProcessLookupError):
            total += 0  # it has just ended: nothing more to count
    return total * 1000 // TICKS

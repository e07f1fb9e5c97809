"""RESULT COMMAND...: runs a command and writes its status, wall seconds, processor seconds and ru_maxrss to RESULT.

What a process held before it became the command counts in its ru_maxrss: so it is started from here, where nothing is
imported, and not from the one that has the results of all contenders in its memory.
"""

import os
import sys
from time import perf_counter

if __name__ == "__main__":
    result, *command = sys.argv[1:]
    began = perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    wall = perf_counter() - began
    with open(result, "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib is not small
        file.write(f"{os.waitstatus_to_exitcode(status)} {wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss}")

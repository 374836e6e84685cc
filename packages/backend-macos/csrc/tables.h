/* clang-format off */
/* One line per file that defines `PyMethodDef <name>_methods[]`, sorted. module.c reads this list twice. */
TABLE(cpu)
TABLE(disk)
TABLE(heap)
TABLE(logins)
TABLE(media)
TABLE(memory)
TABLE(network)
TABLE(power)
TABLE(process)
TABLE(regions)
TABLE(sockets)
TABLE(storage)
TABLE(system)
TABLE(threads)
TABLE(usage)
/* clang-format on */

/* clang-format off */
/* One line per file that defines `PyMethodDef <name>_methods[]`, sorted. module.c reads this list twice. */
TABLE(cpu)
TABLE(disk)
TABLE(handle)
TABLE(memory)
TABLE(network)
TABLE(process)
TABLE(sockets)
TABLE(system)
/* clang-format on */

/* clang-format off */
/* One line per file that defines `PyMethodDef <name>_methods[]`, sorted. module.c reads this list twice. */
TABLE(cpu)
TABLE(disk)
TABLE(files)
TABLE(handle)
TABLE(memory)
TABLE(network)
TABLE(process)
TABLE(regions)
TABLE(sensors)
TABLE(services)
TABLE(sockets)
TABLE(system)
/* clang-format on */

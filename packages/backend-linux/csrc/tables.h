/* clang-format off */
/* One line per file that defines `PyMethodDef <name>_methods[]`, sorted. module.c reads this list twice. */
TABLE(attributes)
TABLE(cpu)
TABLE(disk)
TABLE(files)
TABLE(link_addresses)
TABLE(link_counters)
TABLE(links)
TABLE(memory)
TABLE(owners)
TABLE(process_calls)
TABLE(process_folder)
TABLE(process_lists)
TABLE(process_parse)
TABLE(process_reader)
TABLE(sockets)
TABLE(system)
/* clang-format on */

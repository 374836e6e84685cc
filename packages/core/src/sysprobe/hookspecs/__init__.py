"""The hook specifications: one Protocol for each domain, pluggy's specification and the static contract at once.

The names stand here so that one capability costs the import of one domain. A test compares them with the Protocols.
"""

from __future__ import annotations

from importlib import import_module

#: Domain → its hooks.
DOMAINS: dict[str, tuple[str, ...]] = {
    "memory": ("virtual_memory", "swap_memory", "heap_info", "heap_trim"),
    "cpu": (
        "cpu_times",
        "cpu_times_percpu",
        "cpu_count",
        "cpu_stats",
        "cpu_freq",
        "cpu_freq_percpu",
        "getloadavg",
        "cpu_models",
        "cpu_topology",
        "cpu_interrupts",
        "cpu_softirqs",
    ),
    "disk": ("disk_partitions", "disk_usage", "disk_io_counters"),
    "network": ("net_io_counters", "net_if_addrs", "net_if_stats", "net_connections"),
    "sensors": ("sensors_temperatures", "sensors_fans", "sensors_battery"),
    "system": ("boot_time", "uptime", "users", "os_info", "pressure", "services"),
    "process": ("pids", "pid_exists", "open_process", "wait_processes", "process_table", "process_attributes"),
    "diagnosis": ("diagnose",),
}

#: Hook that collects what all backends answer → what such an answer is a list of.
MEMBERS = {
    "process_attributes": "sysprobe.hookspecs.process:ProcessAttribute",
    "diagnose": "sysprobe.types.diagnosis:Reason",
}

#: Capability (hook) → its domain.
CAPABILITIES: dict[str, str] = {hook: domain for domain, hooks in DOMAINS.items() for hook in hooks}


def specification(domain: str) -> type:
    """The Protocol of a domain, e.g. ``MemoryHooks``."""
    found: type = getattr(import_module(f"sysprobe.hookspecs.{domain}"), f"{domain.capitalize()}Hooks")
    return found

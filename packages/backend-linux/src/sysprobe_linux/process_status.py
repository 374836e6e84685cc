"""``/proc/PID/status`` as a record: names for the numbers that the C parser hands over."""

from __future__ import annotations

from typing import NamedTuple

from sysprobe_linux import _native


class StatusNumbers(NamedTuple):
    """In the order of ``enum process_status_field``; sizes in KiB, masks as bits."""

    umask: int | None
    tgid: int | None
    ngid: int | None
    pid: int | None
    ppid: int | None
    tracer_pid: int | None
    uid_real: int | None
    uid_effective: int | None
    uid_saved: int | None
    uid_filesystem: int | None
    gid_real: int | None
    gid_effective: int | None
    gid_saved: int | None
    gid_filesystem: int | None
    fd_size: int | None
    kthread: int | None
    vm_peak: int | None
    vm_size: int | None
    vm_lck: int | None
    vm_pin: int | None
    vm_hwm: int | None
    vm_rss: int | None
    rss_anon: int | None
    rss_file: int | None
    rss_shmem: int | None
    vm_data: int | None
    vm_stk: int | None
    vm_exe: int | None
    vm_lib: int | None
    vm_pte: int | None
    vm_swap: int | None
    hugetlb_pages: int | None
    threads: int | None
    sig_queued: int | None
    sig_limit: int | None
    sig_pnd: int | None
    shd_pnd: int | None
    sig_blk: int | None
    sig_ign: int | None
    sig_cgt: int | None
    cap_inh: int | None
    cap_prm: int | None
    cap_eff: int | None
    cap_bnd: int | None
    cap_amb: int | None
    no_new_privs: int | None
    seccomp: int | None
    seccomp_filters: int | None
    voluntary: int | None
    nonvoluntary: int | None


class StatusTexts(NamedTuple):
    """In the order of ``enum process_status_text``."""

    name: str | None
    state: str | None
    groups: str | None
    ns_tgid: str | None
    ns_pid: str | None
    cpus_allowed_list: str | None
    mems_allowed_list: str | None


def parse(text: bytes) -> tuple[StatusNumbers, StatusTexts]:
    """What a status file says. ValueError if it is none."""
    numbers, texts = _native.parse_process_status(text)
    return StatusNumbers._make(numbers), StatusTexts._make(texts)

"""What is around this system: hypervisors and containers, in systemd's words (systemd-detect-virt(1))."""

from __future__ import annotations

import os
import re

from sysprobe.errors import BackendError

from sysprobe_linux import _native
from sysprobe_linux._folder import Folder
from sysprobe_linux.procfs import Procfs
from sysprobe_linux.sysfs import Sysfs

#: What hypervisors answer to CPUID leaf 0x40000000.
SIGNATURES = {
    "KVMKVMKVM": "kvm",
    "Linux KVM Hv": "kvm",
    "TCGTCGTCGTCG": "qemu",
    "VMwareVMware": "vmware",
    "Microsoft Hv": "microsoft",
    "XenVMMXenVMM": "xen",
    "bhyve bhyve": "bhyve",
    "QNXQVMBSQG": "qnx",
    "ACRNACRNACRN": "acrn",
    "SRESRESRESRE": "sre",
    "Apple VZ": "apple",
    "prl hyperv": "parallels",
    "VBoxVBoxVBox": "oracle",
}
#: Starts of what firmware says about its maker; the more telling first.
FIRMWARE = (
    ("KVM", "kvm"),
    ("KubeVirt", "kvm"),
    ("OpenStack", "kvm"),
    ("Amazon EC2", "amazon"),
    ("QEMU", "qemu"),
    ("VMware", "vmware"),
    ("VMW", "vmware"),
    ("innotek GmbH", "oracle"),
    ("VirtualBox", "oracle"),
    ("Oracle Corporation", "oracle"),
    ("Xen", "xen"),
    ("Bochs", "bochs"),
    ("Parallels", "parallels"),
    ("BHYVE", "bhyve"),
    ("Hyper-V", "microsoft"),
    ("Virtual Machine", "microsoft"),
    ("Apple Virtualization", "apple"),
    ("Google Compute Engine", "google"),
)
DMI = ("product_name", "sys_vendor", "board_vendor", "bios_vendor", "product_version")
#: Hypervisors that pass for another one to the CPU, so that their firmware is more to the point.
FIRMWARE_FIRST = frozenset(("oracle", "xen", "amazon", "parallels", "google"))
#: The kernel's first namespaces have these inodes (linux/proc_ns.h, since 3.8; cgroup since 4.6).
FIRST_NAMESPACES = {"pid": 4026531836, "uts": 4026531838, "ipc": 4026531839, "cgroup": 4026531835}
#: Container managers in the cgroup paths of what they start.
CGROUPS = (
    (r"/docker[-/]", "docker"),
    (r"/libpod[-_]", "podman"),
    (r"/lxc[./]|/lxc\.payload", "lxc"),
    (r"/kubepods", "kubernetes"),
    (r"/machine\.slice/systemd-nspawn@", "systemd-nspawn"),
)


def find_hypervisor(procfs: Procfs, sysfs: Sysfs) -> str | None:
    """The hypervisor below, "none", or `None` where it cannot be told."""
    xen = _xen(procfs, sysfs)
    if xen is not None:
        return xen
    info = _words(procfs.read_or_none("cpuinfo"))
    if "User Mode Linux" in info:
        return "uml"
    firmware = _firmware(sysfs) or _device_tree(procfs, sysfs) or _z_vm(procfs)
    flags = re.search(r"^flags\b.*$", info, re.MULTILINE)
    if flags is None:  # only x86 has a flag for it: elsewhere the firmware is all there is
        return firmware
    if "hypervisor" not in flags[0].split():
        return None if firmware not in (None, "amazon") else "none"  # Amazon's firmware is on its bare metal as well
    if firmware in FIRMWARE_FIRST:
        return firmware
    signature = SIGNATURES.get(_native.hypervisor_vendor() or "") if procfs.live else None
    if signature == "microsoft" and firmware == "qemu":
        return "kvm"  # KVM can pass for Hyper-V, for the sake of Windows guests
    return signature or firmware or "hypervisor"


def find_container(procfs: Procfs, files: Folder) -> str | None:
    """The container around, "none", or `None` where it cannot be told."""
    release = _words(procfs.read_or_none("sys/kernel/osrelease"))
    if "microsoft" in release.lower() or "WSL" in release:
        return "wsl"
    if procfs.exists("vz") and not procfs.exists("bc"):
        return "openvz"
    ours = "self" if procfs.live else "1"
    first = {name: _is_first(procfs, ours, name) for name in FIRST_NAMESPACES}
    if procfs.live and all(first.values()):
        return "none"  # whatever marks lie about: disk images made of container images keep theirs
    named = _named(procfs, files)
    if named is not None:
        return named
    return {None: None, True: "none", False: "container"}[first["pid"]]


def _is_first(procfs: Procfs, pid: str, name: str) -> bool | None:
    namespace = procfs.link(f"{pid}/ns/{name}")
    return None if namespace is None else namespace == f"{name}:[{FIRST_NAMESPACES[name]}]"


def _named(procfs: Procfs, files: Folder) -> str | None:
    """What a container manager has left behind for us to find."""
    for name in ("run/host/container-manager", "run/systemd/container"):
        manager = _words(_read(files, name)).strip()
        if manager:
            return manager
    if files.exists("run/.containerenv"):
        return "podman"
    if files.exists(".dockerenv"):
        return "docker"
    for variable in (procfs.read_or_none("1/environ") or b"").split(b"\0"):
        if variable.startswith(b"container=") and len(variable) > 10:
            return os.fsdecode(variable[10:])
    groups = _words(procfs.read_or_none("1/cgroup"))
    return next((name for pattern, name in CGROUPS if re.search(pattern, groups)), None)


def _xen(procfs: Procfs, sysfs: Sysfs) -> str | None:
    if sysfs.text("hypervisor/type") != "xen":
        return None
    # The first domain manages the machine and is no guest.
    first = "control_d" in _words(procfs.read_or_none("xen/capabilities"))
    return "none" if first else "xen"


def _firmware(sysfs: Sysfs) -> str | None:
    for name in DMI:
        said = sysfs.text(f"class/dmi/id/{name}")
        if said:
            for start, kind in FIRMWARE:
                if said.startswith(start):
                    return kind
    return None


def _device_tree(procfs: Procfs, sysfs: Sysfs) -> str | None:
    # Since 3.19 the former is a link to the latter: by an absolute path, which under another root leads out of it.
    for folder, tree in ((sysfs, "firmware/devicetree/base"), (procfs, "device-tree")):
        compatible = _words(_read(folder, f"{tree}/hypervisor/compatible")).rstrip("\0")
        if compatible:
            kinds = {"linux,kvm": "kvm", "vmware": "vmware"}
            return kinds.get(compatible, "xen" if "xen" in compatible else "hypervisor")
        if _read(folder, f"{tree}/ibm,partition-name") is not None:
            return "powervm"
        if any("fw-cfg" in name for name in _list(folder, tree)):
            return "qemu"
    return None


def _z_vm(procfs: Procfs) -> str | None:
    said = re.search(r"^VM00 Control Program:\s*(.*)$", _words(procfs.read_or_none("sysinfo")), re.MULTILINE)
    if said is None:
        return None
    return "zvm" if said[1].startswith("z/VM") else "kvm"


def _words(raw: bytes | None) -> str:
    return "" if raw is None else os.fsdecode(raw)


def _read(folder: Folder, name: str) -> bytes | None:
    try:
        return folder.read_or_none(name, 4096)
    except BackendError:  # a link that leads out of the root
        return None


def _list(folder: Folder, name: str) -> list[str]:
    try:
        return folder.list(name)
    except BackendError:  # the same, or not for our eyes
        return []

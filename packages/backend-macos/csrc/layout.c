/* Every size and offset that the parsers rely on, compared with the system's headers when the extension is
 * compiled: for both architectures, and for the tests' builds. */
#include "parse_procargs.h"
#include "parse_iflist.h"
#include "parse_kinfo.h"
#include "parse_vm_region.h"
#include "kernel.h"
#include "parse_bsd_sockaddr.h"
#include "parse_socket_info.h"
#include "parse_vm_statistics.h"

#include <stddef.h>
#include <sys/types.h>
#include <sys/proc.h>
#include <sys/proc_info.h>
#include <sys/socket.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/if_mib.h>
#include <net/route.h>
#include <netinet/in.h>
#include <mach/mach.h>
#include <utmpx.h>

#define SAME(a, b) _Static_assert((a) == (b), #a " is not " #b)
#define PLACE(place, type, field) SAME(place, offsetof(type, field))

SAME(PROCESS_ENTRY_SIZE, sizeof(struct kinfo_proc));
SAME(PROCESS_NAME_SIZE, sizeof((struct kinfo_proc *)0)->kp_proc.p_comm);
PLACE(AT_START_SECONDS, struct kinfo_proc, kp_proc.p_starttime.tv_sec);
PLACE(AT_START_MICROSECONDS, struct kinfo_proc, kp_proc.p_starttime.tv_usec);
PLACE(AT_FLAGS, struct kinfo_proc, kp_proc.p_flag);
PLACE(AT_STATUS, struct kinfo_proc, kp_proc.p_stat);
PLACE(AT_PID, struct kinfo_proc, kp_proc.p_pid);
PLACE(AT_NICE, struct kinfo_proc, kp_proc.p_nice);
PLACE(AT_NAME, struct kinfo_proc, kp_proc.p_comm);
PLACE(AT_REAL_UID, struct kinfo_proc, kp_eproc.e_pcred.p_ruid);
PLACE(AT_SAVED_UID, struct kinfo_proc, kp_eproc.e_pcred.p_svuid);
PLACE(AT_REAL_GID, struct kinfo_proc, kp_eproc.e_pcred.p_rgid);
PLACE(AT_SAVED_GID, struct kinfo_proc, kp_eproc.e_pcred.p_svgid);
PLACE(AT_EFFECTIVE_UID, struct kinfo_proc, kp_eproc.e_ucred.cr_uid);
PLACE(AT_EFFECTIVE_GID, struct kinfo_proc, kp_eproc.e_ucred.cr_groups);
PLACE(AT_PPID, struct kinfo_proc, kp_eproc.e_ppid);
PLACE(AT_PGID, struct kinfo_proc, kp_eproc.e_pgid);
PLACE(AT_TTY, struct kinfo_proc, kp_eproc.e_tdev);
PLACE(AT_SESSION_FLAGS, struct kinfo_proc, kp_eproc.e_flag);
SAME(sizeof(struct timeval), 16);
SAME(sizeof(pid_t), sizeof(int32_t));

SAME(REGION_PATH_INFO_SIZE, sizeof(struct proc_regionwithpathinfo));
SAME(REGION_PATH_SIZE, sizeof((struct vnode_info_path *)0)->vip_path);
PLACE(REGION_PATH_OFFSET, struct proc_regionwithpathinfo, prp_vip.vip_path);
PLACE(0, struct proc_regioninfo, pri_protection);
PLACE(4, struct proc_regioninfo, pri_max_protection);
PLACE(12, struct proc_regioninfo, pri_flags);
PLACE(16, struct proc_regioninfo, pri_offset);
PLACE(32, struct proc_regioninfo, pri_user_tag);
PLACE(36, struct proc_regioninfo, pri_pages_resident);
PLACE(44, struct proc_regioninfo, pri_pages_swapped_out);
PLACE(48, struct proc_regioninfo, pri_pages_dirtied);
PLACE(52, struct proc_regioninfo, pri_ref_count);
PLACE(60, struct proc_regioninfo, pri_share_mode);
PLACE(64, struct proc_regioninfo, pri_private_pages_resident);
PLACE(68, struct proc_regioninfo, pri_shared_pages_resident);
PLACE(76, struct proc_regioninfo, pri_depth);
PLACE(80, struct proc_regioninfo, pri_address);
PLACE(88, struct proc_regioninfo, pri_size);
SAME(SUBMAP_INFO_SIZE, VM_REGION_SUBMAP_INFO_V0_SIZE);
PLACE(0, struct vm_region_submap_info_64, protection);
PLACE(4, struct vm_region_submap_info_64, max_protection);
PLACE(12, struct vm_region_submap_info_64, offset);
PLACE(20, struct vm_region_submap_info_64, user_tag);
PLACE(24, struct vm_region_submap_info_64, pages_resident);
PLACE(32, struct vm_region_submap_info_64, pages_swapped_out);
PLACE(36, struct vm_region_submap_info_64, pages_dirtied);
PLACE(40, struct vm_region_submap_info_64, ref_count);
PLACE(47, struct vm_region_submap_info_64, share_mode);
PLACE(48, struct vm_region_submap_info_64, is_submap);

SAME(SWAP_USAGE_SIZE, sizeof(struct xsw_usage));
PLACE(0, struct xsw_usage, xsu_total);
PLACE(8, struct xsw_usage, xsu_avail);
PLACE(16, struct xsw_usage, xsu_used);
SAME(VM_FIRST_EDITION, HOST_VM_INFO64_REV0_COUNT * sizeof(integer_t));
/* These places stand in parse_vm_statistics.c, whose table a test compares with this file's text. */
PLACE(0, struct vm_statistics64, free_count);
PLACE(4, struct vm_statistics64, active_count);
PLACE(8, struct vm_statistics64, inactive_count);
PLACE(12, struct vm_statistics64, wire_count);
PLACE(32, struct vm_statistics64, pageins);
PLACE(40, struct vm_statistics64, pageouts);
PLACE(88, struct vm_statistics64, purgeable_count);
PLACE(92, struct vm_statistics64, speculative_count);
PLACE(112, struct vm_statistics64, swapins);
PLACE(120, struct vm_statistics64, swapouts);
PLACE(128, struct vm_statistics64, compressor_page_count);
PLACE(132, struct vm_statistics64, throttled_count);
PLACE(136, struct vm_statistics64, external_page_count);
PLACE(140, struct vm_statistics64, internal_page_count);
PLACE(144, struct vm_statistics64, total_uncompressed_pages_in_compressor);

SAME(FAMILY_INET, AF_INET);
SAME(FAMILY_INET6, AF_INET6);
SAME(FAMILY_LINK, AF_LINK);
PLACE(0, struct sockaddr, sa_len);
PLACE(1, struct sockaddr, sa_family);
PLACE(4, struct sockaddr_in, sin_addr);
PLACE(8, struct sockaddr_in6, sin6_addr);
PLACE(24, struct sockaddr_in6, sin6_scope_id);
PLACE(5, struct sockaddr_dl, sdl_nlen);
PLACE(6, struct sockaddr_dl, sdl_alen);
PLACE(8, struct sockaddr_dl, sdl_data);

SAME(INTERFACE_HEADER, sizeof(struct if_msghdr2));
SAME(INTERFACE_MESSAGE, RTM_IFINFO2);
SAME(MESSAGE_VERSION, RTM_VERSION);
SAME(RTA_IFP, 0x10);
PLACE(0, struct if_msghdr2, ifm_msglen);
PLACE(2, struct if_msghdr2, ifm_version);
PLACE(3, struct if_msghdr2, ifm_type);
PLACE(4, struct if_msghdr2, ifm_addrs);
PLACE(8, struct if_msghdr2, ifm_flags);
PLACE(12, struct if_msghdr2, ifm_index);
PLACE(40, struct if_msghdr2, ifm_data.ifi_mtu);
PLACE(48, struct if_msghdr2, ifm_data.ifi_baudrate);
SAME(INTERFACE_DATA_SIZE, sizeof(struct ifmibdata));
SAME(INTERFACE_DATA_NAME, sizeof((struct ifmibdata *)0)->ifmd_name);
PLACE(SEND_DROPS_AT, struct ifmibdata, ifmd_snd_drops);
PLACE(INTERFACE_DATA_AT, struct ifmibdata, ifmd_data);
PLACE(24, struct if_data64, ifi_ipackets);
PLACE(32, struct if_data64, ifi_ierrors);
PLACE(40, struct if_data64, ifi_opackets);
PLACE(48, struct if_data64, ifi_oerrors);
PLACE(56, struct if_data64, ifi_collisions);
PLACE(64, struct if_data64, ifi_ibytes);
PLACE(72, struct if_data64, ifi_obytes);
PLACE(80, struct if_data64, ifi_imcasts);
PLACE(96, struct if_data64, ifi_iqdrops);

SAME(PROCESSOR_STATES, CPU_STATE_MAX);
SAME(CPU_STATE_USER, 0);
SAME(CPU_STATE_SYSTEM, 1);
SAME(CPU_STATE_IDLE, 2);
SAME(CPU_STATE_NICE, 3);

SAME(SOCKET_INFO_SIZE, sizeof(struct socket_fdinfo));
SAME(SOCKET_PATH_SIZE, SOCK_MAXADDRLEN);
SAME(SOCKET_FAMILY_UNIX, AF_UNIX);
SAME(SOCKET_FAMILY_INET, AF_INET);
SAME(SOCKET_FAMILY_INET6, AF_INET6);
SAME((int)SOCKET_GENERIC, (int)SOCKINFO_GENERIC);
SAME((int)SOCKET_IN, (int)SOCKINFO_IN);
SAME((int)SOCKET_TCP, (int)SOCKINFO_TCP);
SAME((int)SOCKET_UNIX, (int)SOCKINFO_UN);
SAME(INI_IPV4, 1);
SAME(INI_IPV6, 2);
PLACE(AT_SOCKET, struct socket_fdinfo, psi.soi_so);
PLACE(AT_SOCKET_TYPE, struct socket_fdinfo, psi.soi_type);
PLACE(AT_SOCKET_PROTOCOL, struct socket_fdinfo, psi.soi_protocol);
PLACE(AT_SOCKET_FAMILY, struct socket_fdinfo, psi.soi_family);
PLACE(AT_SOCKET_OPTIONS, struct socket_fdinfo, psi.soi_options);
PLACE(AT_SOCKET_STATE, struct socket_fdinfo, psi.soi_state);
PLACE(AT_QUEUE_LENGTH, struct socket_fdinfo, psi.soi_qlen);
PLACE(AT_QUEUE_LIMIT, struct socket_fdinfo, psi.soi_qlimit);
PLACE(AT_RECEIVED, struct socket_fdinfo, psi.soi_rcv.sbi_cc);
PLACE(AT_SENT, struct socket_fdinfo, psi.soi_snd.sbi_cc);
PLACE(AT_KIND, struct socket_fdinfo, psi.soi_kind);
PLACE(AT_REMOTE_PORT, struct socket_fdinfo, psi.soi_proto.pri_in.insi_fport);
PLACE(AT_LOCAL_PORT, struct socket_fdinfo, psi.soi_proto.pri_in.insi_lport);
PLACE(AT_VERSIONS, struct socket_fdinfo, psi.soi_proto.pri_in.insi_vflag);
PLACE(AT_REMOTE_ADDRESS, struct socket_fdinfo, psi.soi_proto.pri_in.insi_faddr);
PLACE(AT_LOCAL_ADDRESS, struct socket_fdinfo, psi.soi_proto.pri_in.insi_laddr);
PLACE(AT_REMOTE_ADDRESS + 12, struct socket_fdinfo, psi.soi_proto.pri_in.insi_faddr.ina_46.i46a_addr4);
PLACE(AT_LOCAL_ADDRESS + 12, struct socket_fdinfo, psi.soi_proto.pri_in.insi_laddr.ina_46.i46a_addr4);
PLACE(AT_TCP_STATE, struct socket_fdinfo, psi.soi_proto.pri_tcp.tcpsi_state);
PLACE(AT_LOCAL_PATH, struct socket_fdinfo, psi.soi_proto.pri_un.unsi_addr);
PLACE(AT_REMOTE_PATH, struct socket_fdinfo, psi.soi_proto.pri_un.unsi_caddr);
SAME(sizeof(struct proc_threadinfo), 112);
SAME(sizeof(struct utmpx), 640);

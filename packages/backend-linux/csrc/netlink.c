#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <unistd.h>

/* The kernel makes packets of at most 32 KiB, unless one message alone is larger. */
enum { ROOM_AT_FIRST = 64 * 1024, ANSWER_SECONDS = 30 };

/* The first number after a request's; sequence numbers only have to differ within one socket. */
enum { FIRST_SEQUENCE = 1 };

static int make_room(struct netlink_buffer *out, size_t room)
{
    if (out->capacity - out->size >= room)
        return 0;
    size_t capacity = 2 * out->capacity;
    if (capacity < out->size + room)
        capacity = out->size + room;
    unsigned char *data = realloc(out->data, capacity);
    if (data == NULL)
        return ENOMEM;
    out->data = data;
    out->capacity = capacity;
    return 0;
}

static int open_socket(int protocol)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    /* The kernel answers while we ask. Should it ever not, an error is better than a caller that hangs. */
    struct timeval limit = {.tv_sec = ANSWER_SECONDS};
    if (fd >= 0)
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return fd;
}

static int send_request(int fd, uint16_t type, uint32_t sequence, const void *request, size_t size)
{
    struct nlmsghdr header = {
        .nlmsg_len = (uint32_t)(sizeof header + size),
        .nlmsg_type = type,
        .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
        .nlmsg_seq = sequence,
    };
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    struct iovec parts[] = {
        {.iov_base = &header, .iov_len = sizeof header},
        {.iov_base = (void *)(uintptr_t)request, .iov_len = size},
    };
    struct msghdr message = {
        .msg_name = &kernel, .msg_namelen = sizeof kernel, .msg_iov = parts, .msg_iovlen = 2};
    ssize_t sent;
    do
        sent = sendmsg(fd, &message, 0);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? errno : 0;
}

/* One packet into the free part of out. 0, an errno, or EMSGSIZE: it did not fit and is lost. */
static int receive_packet(int fd, struct netlink_buffer *out, size_t *received)
{
    for (;;) {
        struct sockaddr_nl sender = {0};
        struct iovec part = {.iov_base = out->data + out->size, .iov_len = out->capacity - out->size};
        struct msghdr message = {
            .msg_name = &sender, .msg_namelen = sizeof sender, .msg_iov = &part, .msg_iovlen = 1};
        ssize_t size = recvmsg(fd, &message, 0);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return errno == EAGAIN ? ETIMEDOUT : errno;
        if (sender.nl_pid != 0) /* not from the kernel */
            continue;
        *received = (size_t)size;
        return message.msg_flags & MSG_TRUNC ? EMSGSIZE : 0;
    }
}

/* The answers to one request. *again: they are not whole or not of one moment. */
static int collect(int fd, uint32_t sequence, size_t room, struct netlink_buffer *out, bool *again)
{
    for (;;) {
        size_t received = 0;
        int error = make_room(out, room);
        if (error == 0)
            error = receive_packet(fd, out, &received);
        if (error != 0)
            return error;
        struct netlink_packet packet = netlink_inspect(out->data + out->size, received, sequence);
        *again = *again || packet.interrupted;
        if (packet.error != 0)
            return packet.error;
        /* The next message begins where one of this length would end: at a multiple of four, as all room is.
         */
        out->size = (out->size + packet.size + 3) & ~(size_t)3;
        if (packet.done)
            return 0;
    }
}

static int try_dump(int protocol, uint16_t type, const void *request, size_t size, size_t room,
                    struct netlink_buffer *out, bool *again)
{
    /* A new socket for every try: nothing of a dump that was given up can arrive in the next one. */
    int fd = open_socket(protocol);
    if (fd < 0)
        return errno;
    out->size = 0;
    *again = false;
    int error = send_request(fd, type, FIRST_SEQUENCE, request, size);
    if (error == 0)
        error = collect(fd, FIRST_SEQUENCE, room, out, again);
    (void)close(fd);
    return error;
}

int netlink_dump(int protocol, uint16_t type, const void *request, size_t size, struct netlink_buffer *out)
{
    size_t room = ROOM_AT_FIRST;
    int error = 0;
    for (int tries = 0; tries < DUMP_TRIES; tries++) {
        bool again = false;
        error = try_dump(protocol, type, request, size, room, out, &again);
        if (error == EMSGSIZE)
            room *= 4;
        else if (error != ENOBUFS && error != EINTR && !(error == 0 && again))
            break;
    }
    return error;
}

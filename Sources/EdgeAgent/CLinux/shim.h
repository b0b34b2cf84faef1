// What Linux has and the C library's Swift module leaves out.
#pragma once

#include <malloc.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <unistd.h>
#include <errno.h>

// `struct ucred` of unix(7) is there only with _GNU_SOURCE, which comes too late in a module.
struct peer_credentials {
    int32_t pid;
    uint32_t uid;
    uint32_t gid;
};

static inline int peer_credentials_of(int descriptor, struct peer_credentials *credentials) {
    socklen_t length = sizeof *credentials;
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, credentials, &length);
}

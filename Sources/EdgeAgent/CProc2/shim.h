// libproc2's types. The library itself is not linked: it draws in libsystemd and, with it, half a dozen others, so it is
// loaded when processes are asked for.
#pragma once

#include <libproc2/pids.h>

// The members of the library's union are behind macros.
static inline int proc2_int(const struct pids_stack *stack, int index) { return stack->head[index].result.s_int; }
static inline unsigned long proc2_ulong(const struct pids_stack *stack, int index) {
    return stack->head[index].result.ul_int;
}
static inline unsigned long long proc2_ullong(const struct pids_stack *stack, int index) {
    return stack->head[index].result.ull_int;
}
static inline const char *proc2_text(const struct pids_stack *stack, int index) {
    return stack->head[index].result.str;
}

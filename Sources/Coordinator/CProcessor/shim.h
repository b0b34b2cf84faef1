#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Instructions that Swift has no name for; each has a function that tells whether this processor knows it.

#if defined(__x86_64__)

static inline int processor_has_crc32c(void) {
    return __builtin_cpu_supports("sse4.2") != 0;
}

/// Goes on with a remainder of CRC-32C over `count` bytes.
__attribute__((target("sse4.2")))
static inline uint32_t processor_crc32c(uint32_t remainder, const void *bytes, size_t count) {
    const unsigned char *place = bytes;
    uint64_t wide = remainder;
    for (; count >= 8; count -= 8, place += 8) {
        uint64_t word;
        memcpy(&word, place, 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    uint32_t narrow = (uint32_t)wide;
    for (; count > 0; count--, place++) narrow = __builtin_ia32_crc32qi(narrow, *place);
    return narrow;
}

#else

static inline int processor_has_crc32c(void) {
    return 0;
}

static inline uint32_t processor_crc32c(uint32_t remainder, const void *bytes, size_t count) {
    (void)bytes;
    (void)count;
    return remainder;
}

#endif

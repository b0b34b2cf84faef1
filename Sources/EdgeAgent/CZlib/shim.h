#pragma once

#include <zlib.h>

// deflateInit2 is a macro. 16 on top of the window's bits asks for gzip instead of zlib framing.
static inline int deflate_init_gzip(z_stream *stream, int level, int window_bits, int memory_level) {
    return deflateInit2(stream, level, Z_DEFLATED, window_bits + 16, memory_level, Z_DEFAULT_STRATEGY);
}

#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

// Macros that Swift does not import because they are casts.
static const int32_t shim_partition_any = RD_KAFKA_PARTITION_UA;
static const int64_t shim_offset_end = RD_KAFKA_OFFSET_END;
static const int64_t shim_offset_beginning = RD_KAFKA_OFFSET_BEGINNING;

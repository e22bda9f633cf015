/* What the fuzz targets of files of tensors have in common. */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Opens the bytes as a file and reads every tensor that is not large. What is wrong must be told
 * in one line. */
void fuzz_tensor_file (const uint8_t *data, size_t size);

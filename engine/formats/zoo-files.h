/* The files of engine/formats/zoo, as the build packs them into the library: NAME.json, what is
 * known about a network, and NAME.onnx.gz, its graph without weights.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct
{
  const char *name;
  const uint8_t *data;
  size_t size;
} FrostZooFile;

extern const FrostZooFile frost_zoo_files[];
extern const int frost_zoo_n_files;

/* The pre-scan alone: what it lets pass is a message that unpacks within the memory it foretold. */
#include "engine/formats/onnx.pb-c.h"
#include "engine/formats/wire-scan.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  const FrostWireInput input = frost_wire_input_bytes (bytes);
  const FrostWireLimits limits = { .depth = 16,
                                   .messages = 4096,
                                   .fields = 65536,
                                   .memory = 1 << 20,
                                   .large_in = &onnx__tensor_proto__descriptor,
                                   .large = 32 };
  g_auto (FrostWireSkeleton) skeleton = { 0 };
  g_autoptr (GError) error = NULL;
  FrostWireAllocator allocator;

  if (!frost_wire_scan (&input, &onnx__model_proto__descriptor, &limits, &skeleton,
                        &error))
    {
      g_assert_nonnull (error);
      return 0;
    }
  for (guint i = 0; i < skeleton.parts->len; i++)
    {
      const FrostWirePart *part = &g_array_index (skeleton.parts, FrostWirePart, i);
      g_assert_cmpint (part->size, >, limits.large);
      g_assert_cmpint (part->position, <=, (int64_t) size - part->size);
    }
  frost_wire_allocator_init (&allocator, limits.memory);
  Onnx__ModelProto *proto =
      onnx__model_proto__unpack (&allocator.allocator, skeleton.size, skeleton.bytes);
  g_assert_nonnull (proto);
  onnx__model_proto__free_unpacked (proto, &allocator.allocator);
  return 0;
}

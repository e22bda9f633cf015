/* PyTorch's zip container. An odd first byte: the input is the archive as it is. Else it is made
 * here of the input's parts, so that checksums and offsets are right: the pickle's length (two
 * bytes), the pickle, and the bytes of storage "0"; the first byte says what else is in it. */
#include "tests/engine/formats/zip-maker.h"
#include "tests/fuzz/fuzz-tensor-file.h"

#include <glib.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const others[] = { "archive/version", "archive/byteorder", "../x",
                                        "archive/code/x" };
  ZipMember members[3] = { { .name = "archive/data.pkl" }, { .name = "archive/data/0" } };
  gsize packed_size;
  g_autofree void *packed = NULL;

  if (size < 3)
    return 0;
  if (data[0] % 2 == 1)
    {
      fuzz_tensor_file (data + 1, size - 1);
      return 0;
    }
  size_t length = MIN (data[1] | (size_t) data[2] << 8, size - 3);
  members[0].data = data + 3;
  members[0].packed_size = length;
  members[1].data = data + 3 + length;
  members[1].packed_size = size - 3 - length;
  if (data[0] & 2)
    {
      packed = zip_deflate (members[1].data, members[1].packed_size, &packed_size);
      members[1].size = members[1].packed_size;
      members[1].data = packed;
      members[1].packed_size = packed_size;
      members[1].method = members[1].size > 0 ? 8 : 0;
      if (members[1].size == 0)
        members[1].packed_size = 0;
    }
  members[2].name = others[data[0] >> 2 & 3];
  members[2].data = "little";
  members[2].packed_size = 6;
  g_autoptr (GByteArray) archive = zip_make (members, data[0] & 16 ? 3 : 2);
  fuzz_tensor_file (archive->data, archive->len);
  return 0;
}

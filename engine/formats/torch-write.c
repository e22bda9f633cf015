/* The pickle is of protocol 2 and without a memo: it names its few classes again for each tensor,
 * which costs some hundred bytes and saves the bookkeeping. */
#include "engine/formats/torch-write.h"

#include "engine/formats/pickle-opcode.h"
#include "engine/formats/weight-list.h"
#include "engine/formats/zip-writer.h"

#include <string.h>

#define FOLDER "archive/"
/* What torch.save of PyTorch 1.6 and later writes. */
#define CONTAINER_VERSION "3\n"

static void
put (GByteArray *to, uint8_t opcode)
{
  g_byte_array_append (to, &opcode, 1);
}

static void
put_global (GByteArray *to, const char *module, const char *name)
{
  g_autofree char *lines = g_strdup_printf ("%s\n%s\n", module, name);

  put (to, FROST_OPCODE_GLOBAL);
  g_byte_array_append (to, (const guint8 *) lines, (guint) strlen (lines));
}

static void
put_int32 (GByteArray *to, uint32_t number)
{
  for (int i = 0; i < 4; i++)
    put (to, (uint8_t) (number >> 8 * i));
}

static void
put_text (GByteArray *to, const char *text)
{
  put (to, FROST_OPCODE_BINUNICODE);
  put_int32 (to, (uint32_t) strlen (text));
  g_byte_array_append (to, (const guint8 *) text, (guint) strlen (text));
}

/* Below 2^31, as every number of elements of ours is (frost_shape_check). */
static void
put_integer (GByteArray *to, int64_t number)
{
  put (to, FROST_OPCODE_BININT);
  put_int32 (to, (uint32_t) number);
}

static void
put_integers (GByteArray *to, const int64_t *numbers, int n)
{
  put (to, FROST_OPCODE_MARK);
  for (int i = 0; i < n; i++)
    put_integer (to, numbers[i]);
  put (to, FROST_OPCODE_TUPLE);
}

static void
put_ordered_dictionary (GByteArray *to)
{
  put_global (to, "collections", "OrderedDict");
  put (to, FROST_OPCODE_EMPTY_TUPLE);
  put (to, FROST_OPCODE_REDUCE);
}

/* _rebuild_tensor_v2 (storage, 0, size, stride, requires_grad=False, backward_hooks={}) */
static void
put_tensor (GByteArray *to, const FrostStoredTensor *stored, int index)
{
  g_autofree char *key = g_strdup_printf ("%d", index);
  int64_t stride[FROST_STORED_MAX_RANK];
  int64_t n = 1;

  for (int i = stored->rank - 1; i >= 0; i--)
    {
      stride[i] = n;
      n *= stored->dim[i];
    }
  put_global (to, "torch._utils", "_rebuild_tensor_v2");
  put (to, FROST_OPCODE_MARK);
  put (to, FROST_OPCODE_MARK);
  put_text (to, "storage");
  put_global (to, "torch",
              stored->type == FROST_STORED_F16   ? "HalfStorage"
              : stored->type == FROST_STORED_I64 ? "LongStorage"
                                                 : "FloatStorage");
  put_text (to, key);
  put_text (to, "cpu");
  put_integer (to, stored->n);
  put (to, FROST_OPCODE_TUPLE);
  put (to, FROST_OPCODE_BINPERSID);
  put_integer (to, 0);
  put_integers (to, stored->dim, stored->rank);
  put_integers (to, stride, stored->rank);
  put (to, FROST_OPCODE_NEWFALSE);
  put_ordered_dictionary (to);
  put (to, FROST_OPCODE_TUPLE);
  put (to, FROST_OPCODE_REDUCE);
}

static GByteArray *
make_pickle (const FrostWeightList *list)
{
  GByteArray *pickle = g_byte_array_new ();

  put (pickle, FROST_OPCODE_PROTO);
  put (pickle, 2);
  put_ordered_dictionary (pickle);
  put (pickle, FROST_OPCODE_MARK);
  for (int i = 0; i < frost_weight_list_get_n (list); i++)
    {
      const FrostStoredTensor *stored = frost_weight_list_peek (list, i);
      put_text (pickle, stored->name);
      put_tensor (pickle, stored, i);
    }
  put (pickle, FROST_OPCODE_SETITEMS);
  put (pickle, FROST_OPCODE_STOP);
  return pickle;
}

static gboolean
add_text (FrostZipWriter *zip, const char *name, const char *text, GError **error)
{
  return frost_zip_writer_add (zip, name, text, strlen (text), error);
}

static gboolean
add_storages (FrostZipWriter *zip, FrostWeightList *list, GError **error)
{
  for (int i = 0; i < frost_weight_list_get_n (list); i++)
    {
      g_autofree char *name = g_strdup_printf (FOLDER "data/%d", i);
      size_t size;
      const void *bytes = frost_weight_list_read (list, i, &size);

      if (!frost_zip_writer_add (zip, name, bytes, size, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
frost_torch_save (const FrostModel *model, const char *path, gboolean half,
                  GError **error)
{
  g_autoptr (FrostWeightList) list = frost_weight_list_new (model, half, error);

  if (list == NULL)
    return FALSE;
  g_autoptr (GByteArray) pickle = make_pickle (list);
  g_autoptr (FrostReplaceFile) file = frost_replace_file_begin (path, error);
  if (file == NULL)
    return FALSE;
  g_autoptr (FrostZipWriter) zip = frost_zip_writer_new (file);
  if (!frost_zip_writer_add (zip, FOLDER "data.pkl", pickle->data, pickle->len, error)
      || !add_text (zip, FOLDER "byteorder", "little", error)
      || !add_storages (zip, list, error)
      || !add_text (zip, FOLDER "version", CONTAINER_VERSION, error))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  frost_zip_writer_finish (zip);
  return frost_replace_file_commit (file, error);
}

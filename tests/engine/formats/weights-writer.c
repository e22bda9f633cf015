#include "tests/engine/formats/weights-writer.h"

#include <string.h>
#include <unistd.h>

typedef struct
{
  char *name, *type, *dims; /* dims as JSON: "[64,3]" */
  int64_t n;
  int element_size;
} Tensor;

struct WeightsWriter
{
  GPtrArray *tensors;
};

static void
tensor_free (Tensor *tensor)
{
  g_free (tensor->name);
  g_free (tensor->type);
  g_free (tensor->dims);
  g_free (tensor);
}

WeightsWriter *
weights_writer_new (void)
{
  WeightsWriter *writer = g_new0 (WeightsWriter, 1);

  writer->tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) tensor_free);
  return writer;
}

void
weights_writer_free (WeightsWriter *writer)
{
  g_ptr_array_unref (writer->tensors);
  g_free (writer);
}

void
weights_writer_add_typed (WeightsWriter *writer, const char *name, const char *type,
                          int element_size, const char *dims)
{
  Tensor *tensor = g_new0 (Tensor, 1);
  g_auto (GStrv) parts = g_strsplit (dims, "x", -1);
  g_autofree char *joined = g_strjoinv (",", parts);

  tensor->name = g_strdup (name);
  tensor->type = g_strdup (type);
  tensor->dims = g_strdup_printf ("[%s]", joined);
  tensor->element_size = element_size;
  tensor->n = 1;
  for (int i = 0; parts[i] != NULL; i++)
    tensor->n *= g_ascii_strtoll (parts[i], NULL, 10);
  g_ptr_array_add (writer->tensors, tensor);
}

void
weights_writer_add (WeightsWriter *writer, const char *name, const char *dims)
{
  weights_writer_add_typed (writer, name, "F32", 4, dims);
}

void
weights_writer_add_list (WeightsWriter *writer, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (int i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 2);

      if (words[0] == NULL || words[0][0] == '\0' || words[0][0] == '#')
        continue;
      if (g_str_has_suffix (words[0], ".num_batches_tracked"))
        weights_writer_add_typed (writer, words[0], "I64", 8, "");
      else
        weights_writer_add (writer, words[0], words[1] != NULL ? words[1] : "");
    }
}

void
weights_writer_drop (WeightsWriter *writer, const char *name)
{
  for (guint i = 0; i < writer->tensors->len; i++)
    if (strcmp (((Tensor *) writer->tensors->pdata[i])->name, name) == 0)
      {
        g_ptr_array_remove_index (writer->tensors, i);
        return;
      }
  g_error ("there is no %s to drop", name);
}

float
weights_writer_number (const char *name, int64_t i)
{
  int number = (int) ((g_str_hash (name) + 7919u * (uint32_t) i) % 1009);

  return (float) (strstr (name, "var") != NULL ? number + 1 : number - 504) / 8192;
}

static void
write_data (GString *data, const Tensor *tensor)
{
  for (int64_t i = 0; i < tensor->n; i++)
    {
      uint32_t bits = 0;
      float number = weights_writer_number (tensor->name, i);

      if (strcmp (tensor->type, "F32") == 0)
        memcpy (&bits, &number, sizeof bits);
      for (int b = 0; b < tensor->element_size; b++)
        g_string_append_c (data, b < 4 ? (char) (bits >> (8 * b) & 0xff) : 0);
    }
}

/* The length of the header, the header; *size = bytes of data that belong behind it. */
static GString *
make_header (const WeightsWriter *writer, int64_t *size)
{
  GString *text = g_string_new ("{");

  *size = 0;
  for (guint i = 0; i < writer->tensors->len; i++)
    {
      const Tensor *tensor = writer->tensors->pdata[i];
      int64_t end = *size + tensor->n * tensor->element_size;

      g_string_append_printf (
          text,
          "%s\"%s\":{\"dtype\":\"%s\",\"shape\":%s,"
          "\"data_offsets\":[%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT "]}",
          i > 0 ? "," : "", tensor->name, tensor->type, tensor->dims, *size, end);
      *size = end;
    }
  g_string_append_c (text, '}');

  uint64_t length = text->len;
  for (int b = 0; b < 8; b++)
    g_string_insert_c (text, b, (char) (length >> (8 * b) & 0xff));
  return text;
}

void
weights_writer_save (const WeightsWriter *writer, const char *path)
{
  int64_t size;
  g_autoptr (GString) file = make_header (writer, &size);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < writer->tensors->len; i++)
    write_data (file, writer->tensors->pdata[i]);
  g_file_set_contents (path, file->str, (gssize) file->len, &error);
  g_assert_no_error (error);
}

void
weights_writer_save_sparse (const WeightsWriter *writer, const char *path)
{
  int64_t size;
  g_autoptr (GString) file = make_header (writer, &size);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, file->str, (gssize) file->len, &error);
  g_assert_no_error (error);
  g_assert_cmpint (truncate (path, (off_t) ((int64_t) file->len + size)), ==, 0);
}

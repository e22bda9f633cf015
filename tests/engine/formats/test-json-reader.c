/* The bounds, and that the estimate of memory is above what jansson takes. */
#include "engine/core/error.h"
#include "engine/formats/json-reader.h"

#include <stdlib.h>
#include <string.h>

static void
refuse (const char *text, int64_t budget, int code, const char *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (frost_json_read (text, strlen (text), 3, budget, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  if (strstr (error->message, expected) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, expected);
}

static void
test_refused (void)
{
  refuse ("[[[[]]]]", 1 << 20, FROST_ENGINE_ERROR_CORRUPT,
          "byte 3: is nested deeper than 3 levels");
  refuse ("{\"a\":1,\"a\":2}", 1 << 20, FROST_ENGINE_ERROR_CORRUPT, "duplicate");
  refuse ("[1,\n2", 1 << 20, FROST_ENGINE_ERROR_CORRUPT, "line 2, column 1");
  refuse ("[1] 2", 1 << 20, FROST_ENGINE_ERROR_CORRUPT, "end of file");
  refuse ("[18446744073709551615]", 1 << 20, FROST_ENGINE_ERROR_CORRUPT, "too big");
  refuse ("[1,2,3,4]", 500, FROST_ENGINE_ERROR_MEMORY, "more than the 500 bytes");
  refuse ("", 1 << 20, FROST_ENGINE_ERROR_CORRUPT, "JSON");
  refuse ("[\"\\", 1 << 20, FROST_ENGINE_ERROR_CORRUPT, "JSON");
}

/* Brackets and commas in texts are no structure. */
static void
test_texts (void)
{
  static const char text[] = "[\"[[[[{{{{\", \"\\\"[[[[\", \"\\\\\", [[1]]]";
  g_autoptr (GError) error = NULL;
  json_t *value = frost_json_read (text, strlen (text), 3, 5000, &error);

  g_assert_no_error (error);
  g_assert_cmpint (json_array_size (value), ==, 4);
  json_decref (value);
}

static void
test_order (void)
{
  static const char text[] = "{\"z\":1,\"a\":2,\"m\":3}";
  json_t *value = frost_json_read (text, strlen (text), 3, 5000, NULL), *item;
  const char *key;
  char order[4] = "", *to = order;

  json_object_foreach (value, key, item) *to++ = key[0];
  g_assert_cmpstr (order, ==, "zam");
  json_decref (value);
}

static size_t allocated, most;

static void *
count_malloc (size_t size)
{
  size_t *block = malloc (size + 16);

  /* What malloc itself takes beside it. */
  allocated += (size + 8 + 15) / 16 * 16;
  most = MAX (most, allocated);
  *block = size;
  return (char *) block + 16;
}

static void
count_free (void *pointer)
{
  if (pointer == NULL)
    return;
  size_t *block = (size_t *) ((char *) pointer - 16);
  allocated -= (*block + 8 + 15) / 16 * 16;
  free (block);
}

/* The largest budget that is refused. */
static int64_t
estimate (const char *text)
{
  int64_t low = 0, high = INT64_C (1) << 32;

  while (high - low > 1)
    {
      int64_t middle = (low + high) / 2;
      g_autoptr (GError) error = NULL;
      json_t *value = frost_json_read (text, strlen (text), 3, middle, &error);
      if (error != NULL && error->code == FROST_ENGINE_ERROR_MEMORY)
        low = middle;
      else
        high = middle;
      json_decref (value);
    }
  return low;
}

static void
test_estimate (void)
{
  static const struct
  {
    const char *open, *item, *close;
  } shapes[] = {
    { "[", "[]", "]" },        { "[", "{}", "]" },           { "[", "1", "]" },
    { "[", "\"\"", "]" },      { "[", "\"abcdefgh\"", "]" }, { "[", "0.5", "]" },
    { "[", "[[1]]", "]" },     { "[", "{\"a\":1}", "]" },    { "{", "\"%d\":1", "}" },
    { "{", "\"%d\":{}", "}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (int n = 1; n < 3000; n = 3 * n + 1)
      {
        g_autoptr (GString) text = g_string_new (shapes[i].open);
        for (int k = 0; k < n; k++)
          {
            if (k > 0)
              g_string_append_c (text, ',');
            g_string_append_printf (text, shapes[i].item, k);
          }
        g_string_append (text, shapes[i].close);
        allocated = most = 0;
        int64_t estimated = estimate (text->str);
        g_assert_cmpint ((int64_t) most, <=, estimated);
        g_assert_cmpint (allocated, ==, 0);
      }
}

int
main (int argc, char **argv)
{
  json_set_alloc_funcs (count_malloc, count_free);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-reader/refused", test_refused);
  g_test_add_func ("/json-reader/texts", test_texts);
  g_test_add_func ("/json-reader/order", test_order);
  g_test_add_func ("/json-reader/estimate", test_estimate);
  return g_test_run ();
}

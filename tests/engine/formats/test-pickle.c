/* Every opcode that is understood, every way to break one, and a small file that asks for much. */
#include "engine/core/error.h"
#include "engine/formats/pickle-opcode.h"
#include "engine/formats/pickle.h"
#include "tests/engine/formats/pickle-maker.h"

#include <string.h>

#define BUDGET (1 << 20)

/* Knows one global, "m.f", and calls it by returning its arguments as a list. */
static gboolean
find_global (gpointer data, const char *name, FrostPickleValue *result, GError **error)
{
  if (strcmp (name, "m.f") == 0)
    {
      *result = (FrostPickleValue){ .kind = FROST_PICKLE_GLOBAL, .index = 42 };
      return TRUE;
    }
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED, "uses %s",
               name);
  return FALSE;
}

static gboolean
call (gpointer data, FrostPickleHeap *heap, const FrostPickleValue *function,
      const FrostPickleItems *arguments, FrostPickleValue *result, GError **error)
{
  g_assert_cmpint (function->index, ==, 42);
  return frost_pickle_heap_new_items (heap, FROST_PICKLE_LIST, result, error)
         && frost_pickle_heap_append (heap, result->items, arguments->value, arguments->n,
                                      error);
}

static gboolean
load_persistent (gpointer data, FrostPickleHeap *heap, const FrostPickleValue *id,
                 FrostPickleValue *result, GError **error)
{
  *result = (FrostPickleValue){ .kind = FROST_PICKLE_STORAGE, .index = 7 };
  return id->kind == FROST_PICKLE_TEXT;
}

static const FrostPickleHost host = { .find_global = find_global,
                                      .call = call,
                                      .load_persistent = load_persistent };

/* "(1, 'a', [None])", for comparison. */
static void
describe (const FrostPickleValue *value, GString *text)
{
  static const char *const open[] = {
    [FROST_PICKLE_TUPLE] = "(", [FROST_PICKLE_LIST] = "[", [FROST_PICKLE_DICTIONARY] = "{"
  };

  switch (value->kind)
    {
    case FROST_PICKLE_INTEGER:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, value->integer);
      break;
    case FROST_PICKLE_LONG:
      g_string_append_printf (text, "long of %u", value->size);
      break;
    case FROST_PICKLE_TEXT:
      g_string_append_printf (text, "'%.*s'", (int) value->size, value->text);
      break;
    case FROST_PICKLE_TUPLE:
    case FROST_PICKLE_LIST:
    case FROST_PICKLE_DICTIONARY:
      g_string_append (text, open[value->kind]);
      for (guint i = 0; i < value->items->n; i++)
        {
          if (i > 0)
            g_string_append_c (text, ' ');
          describe (&value->items->value[i], text);
        }
      break;
    default:
      g_string_append (text, frost_pickle_describe (value));
      break;
    }
}

static void
gives (GByteArray *bytes, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostPickle) pickle =
      frost_pickle_new (bytes->data, bytes->len, BUDGET, &host);
  g_autoptr (GString) text = g_string_new (NULL);
  FrostPickleValue value;

  g_assert_true (frost_pickle_load (pickle, &value, &error));
  g_assert_no_error (error);
  g_assert_cmpint (frost_pickle_get_position (pickle), ==, bytes->len);
  describe (&value, text);
  g_assert_cmpstr (text->str, ==, expected);
  g_byte_array_unref (bytes);
}

static void
refuse (GByteArray *bytes, int code, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostPickle) pickle =
      frost_pickle_new (bytes->data, bytes->len, BUDGET, &host);
  FrostPickleValue value;

  g_assert_false (frost_pickle_load (pickle, &value, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  if (strstr (error->message, expected) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, expected);
  g_byte_array_unref (bytes);
}

static void
test_numbers (void)
{
  gives (PICKLE_BYTES ("N."), "None");
  gives (PICKLE_BYTES ("\x88."), "1");
  gives (PICKLE_BYTES ("\x89."), "0");
  gives (PICKLE_BYTES ("K\xff."), "255");
  gives (PICKLE_BYTES ("M\x01\x02."), "513");
  gives (PICKLE_BYTES ("J\xff\xff\xff\xff."), "-1");
  gives (PICKLE_BYTES ("J\0\0\0\x80."), "-2147483648");
  gives (PICKLE_BYTES ("I42\n."), "42");
  gives (PICKLE_BYTES ("I01\n."), "1");
  gives (PICKLE_BYTES ("L-9223372036854775808L\n."), "-9223372036854775808");
  gives (PICKLE_BYTES ("L119547037146038801333356L\n."), "long of 25");
  gives (PICKLE_BYTES ("\x8a\0."), "0");
  gives (PICKLE_BYTES ("\x8a\x01\x80."), "-128");
  gives (PICKLE_BYTES ("\x8a\x02\x80\0."), "128");
  gives (PICKLE_BYTES ("\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f."),
         "9223372036854775807");
  gives (PICKLE_BYTES ("\x8a\x09"
                       "123456789."),
         "long of 9");
  gives (PICKLE_BYTES ("\x8b\x01\0\0\0\x05."), "5");
  gives (PICKLE_BYTES ("G\x3f\xf0\0\0\0\0\0\0."), "an object");
}

static void
test_texts (void)
{
  gives (PICKLE_BYTES ("X\x02\0\0\0\xc3\xbc."), "'ü'");
  gives (PICKLE_BYTES ("\x8c\x01"
                       "a."),
         "'a'");
  gives (PICKLE_BYTES ("\x8d\x01\0\0\0\0\0\0\0a."), "'a'");
  gives (PICKLE_BYTES ("U\x01"
                       "a."),
         "'a'");
  gives (PICKLE_BYTES ("T\x01\0\0\0a."), "'a'");
  gives (PICKLE_BYTES ("C\x01"
                       "a."),
         "'a'");
  gives (PICKLE_BYTES ("B\x01\0\0\0a."), "'a'");
  gives (PICKLE_BYTES ("\x8e\x01\0\0\0\0\0\0\0a."), "'a'");
  gives (PICKLE_BYTES ("X\0\0\0\0."), "''");
}

static void
test_containers (void)
{
  gives (PICKLE_BYTES (")."), "(");
  gives (PICKLE_BYTES ("K\1\x85."), "(1");
  gives (PICKLE_BYTES ("K\1K\2\x86."), "(1 2");
  gives (PICKLE_BYTES ("K\1K\2K\3\x87."), "(1 2 3");
  gives (PICKLE_BYTES ("(K\1K\2K\3K\4t."), "(1 2 3 4");
  gives (PICKLE_BYTES ("(t."), "(");
  gives (PICKLE_BYTES ("]K\1a(K\2K\3e."), "[1 2 3");
  gives (PICKLE_BYTES ("}K\1K\2s(K\3K\4u."), "{1 2 3 4");
  gives (PICKLE_BYTES ("}(K\1](K\2eu."), "{1 [2");
  gives (PICKLE_BYTES ("\x8f(K\1\x90."), "an object");
  /* A frame and the protocol say nothing here. */
  gives (PICKLE_BYTES ("\x80\x05\x95\x02\0\0\0\0\0\0\0N."), "None");
}

static void
test_memo (void)
{
  gives (PICKLE_BYTES ("K\5q\0h\0\x86."), "(5 5");
  gives (PICKLE_BYTES ("K\5r\0\0\0\0j\0\0\0\0\x86."), "(5 5");
  gives (PICKLE_BYTES ("K\5\x94K\6\x94h\1\x87h\0\x86."), "((5 6 6 5");
  /* Python 2 counts from 1. */
  gives (PICKLE_BYTES ("K\5q\1h\1\x86."), "(5 5");
  /* A list is one list wherever it is. */
  gives (PICKLE_BYTES ("]q\0h\0K\1a\x86."), "([1 [1");
  /* And may be in itself. */
  {
    GByteArray *bytes = PICKLE_BYTES ("]q\0h\0a.");
    g_autoptr (FrostPickle) pickle =
        frost_pickle_new (bytes->data, bytes->len, BUDGET, &host);
    FrostPickleValue value;
    g_assert_true (frost_pickle_load (pickle, &value, NULL));
    g_assert_true (value.items->value[0].items == value.items);
    g_byte_array_unref (bytes);
  }
  refuse (PICKLE_BYTES ("h\0."), FROST_ENGINE_ERROR_CORRUPT, "recalls value 0");
  refuse (PICKLE_BYTES ("K\5q\1h\0."), FROST_ENGINE_ERROR_CORRUPT, "recalls value 0");
  refuse (PICKLE_BYTES ("K\5r\xff\xff\xff\xff."), FROST_ENGINE_ERROR_CORRUPT,
          "keeps a value under the number 4294967295");
  refuse (PICKLE_BYTES ("q\0."), FROST_ENGINE_ERROR_CORRUPT, "more values than");
}

static void
test_host (void)
{
  gives (PICKLE_BYTES ("cm\nf\n)R."), "[");
  gives (PICKLE_BYTES ("cm\nf\nK\1\x85R."), "[1");
  gives (PICKLE_BYTES ("cm\nf\nK\1\x85\x81."), "[1");
  gives (PICKLE_BYTES ("\x8c\1m\x8c\1f\x93K\1\x85R."), "[1");
  gives (PICKLE_BYTES ("X\1\0\0\0iQ."), "a storage");
  /* What is set on a dictionary or an object beside its items does not matter. */
  gives (PICKLE_BYTES ("}}b."), "{");
  gives (PICKLE_BYTES ("\x8f}b."), "an object");
  refuse (PICKLE_BYTES ("]}b."), FROST_ENGINE_ERROR_CORRUPT, "attributes of a list");
  refuse (PICKLE_BYTES ("cos\nsystem\n)R."), FROST_ENGINE_ERROR_UNSUPPORTED, "os.system");
  refuse (PICKLE_BYTES ("\x8c\2os\x8c\6system\x93)R."), FROST_ENGINE_ERROR_UNSUPPORTED,
          "os.system");
  refuse (PICKLE_BYTES ("K\1\x8c\1f\x93."), FROST_ENGINE_ERROR_CORRUPT, "is no text");
  refuse (PICKLE_BYTES ("\x8c\1m\x8c\2f\0\x93."), FROST_ENGINE_ERROR_CORRUPT,
          "name of a global");
  refuse (PICKLE_BYTES ("cm\xff\nf\n."), FROST_ENGINE_ERROR_CORRUPT, "name of a global");
  refuse (PICKLE_BYTES ("K\1)R."), FROST_ENGINE_ERROR_CORRUPT, "it calls a number");
  refuse (PICKLE_BYTES ("cm\nf\nK\1R."), FROST_ENGINE_ERROR_CORRUPT, "with a number");
}

/* Nothing that Python would run, or that no weights need: by name. */
static void
test_opcodes (void)
{
  static const struct
  {
    const char *bytes, *name;
  } others[] = {
    { "0", "POP (0x30)" },
    { "1", "POP_MARK (0x31)" },
    { "2", "DUP (0x32)" },
    { "F", "FLOAT (0x46)" },
    { "P", "PERSID (0x50)" },
    { "S", "STRING (0x53)" },
    { "V", "UNICODE (0x56)" },
    { "d", "DICT (0x64)" },
    { "g", "GET (0x67)" },
    { "i", "INST (0x69)" },
    { "l", "LIST (0x6c)" },
    { "o", "OBJ (0x6f)" },
    { "p", "PUT (0x70)" },
    { "\x82", "EXT1 (0x82)" },
    { "\x83", "EXT2 (0x83)" },
    { "\x84", "EXT4 (0x84)" },
    { "\x91", "FROZENSET (0x91)" },
    { "\x92", "NEWOBJ_EX (0x92)" },
    { "\x96", "BYTEARRAY8 (0x96)" },
    { "\x97", "NEXT_BUFFER (0x97)" },
    { "\x98", "READONLY_BUFFER (0x98)" },
  };
  int n_known = 0;

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      refuse (pickle_of_bytes (others[i].bytes, 1), FROST_ENGINE_ERROR_UNSUPPORTED,
              others[i].name);
    }
  for (int opcode = 0; opcode < 256; opcode++)
    {
      char byte = (char) opcode;
      if (frost_pickle_opcode_name ((uint8_t) opcode) != NULL)
        n_known++;
      else
        refuse (pickle_of_bytes (&byte, 1), FROST_ENGINE_ERROR_CORRUPT, "is no opcode");
    }
  /* As many as Python's pickletools lists. */
  g_assert_cmpint (n_known, ==, 68);
  refuse (PICKLE_BYTES ("\x80\x06N."), FROST_ENGINE_ERROR_UNSUPPORTED, "protocol 6");
}

static void
test_stack (void)
{
  refuse (PICKLE_BYTES ("."), FROST_ENGINE_ERROR_CORRUPT, "more values than");
  refuse (PICKLE_BYTES ("(."), FROST_ENGINE_ERROR_CORRUPT, "more values than");
  refuse (PICKLE_BYTES ("K\1\x86."), FROST_ENGINE_ERROR_CORRUPT, "more values than");
  /* Not over a mark. */
  refuse (PICKLE_BYTES ("K\1(K\2\x86."), FROST_ENGINE_ERROR_CORRUPT, "more values than");
  refuse (PICKLE_BYTES ("K\1t."), FROST_ENGINE_ERROR_CORRUPT, "has not begun");
  refuse (PICKLE_BYTES ("(K\1e."), FROST_ENGINE_ERROR_CORRUPT, "more values than");
  refuse (PICKLE_BYTES (")K\1a."), FROST_ENGINE_ERROR_CORRUPT, "adds items to a tuple");
  refuse (PICKLE_BYTES ("]K\1K\2s."), FROST_ENGINE_ERROR_CORRUPT, "adds items to a list");
  refuse (PICKLE_BYTES ("}(K\1u."), FROST_ENGINE_ERROR_CORRUPT, "has no value");
}

static void
test_cut_off (void)
{
  static const char whole[] =
      "\x80\x02}(X\x01\0\0\0aK\1X\1\0\0\0bM\1\2X\1\0\0\0cJ\1\2\3\4"
      "X\1\0\0\0dG\1\2\3\4\5\6\7\x08X\1\0\0\0ecm\nf\n)RI5\n\x8a\2\1\2u.";

  for (gsize n = 0; n < sizeof whole - 1; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (FrostPickle) pickle =
          frost_pickle_new ((const uint8_t *) whole, n, BUDGET, &host);
      FrostPickleValue value;

      g_assert_false (frost_pickle_load (pickle, &value, &error));
      g_assert_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT);
      g_assert_true (frost_pickle_is_cut_off (pickle));
    }
  gives (pickle_of_bytes (whole, sizeof whole - 1),
         "{'a' 1 'b' 513 'c' 67305985 'd' an object 'e' [ 5 513");
  /* Lengths beyond the bytes. */
  refuse (PICKLE_BYTES ("X\xff\xff\xff\xff"), FROST_ENGINE_ERROR_CORRUPT, "it ends");
  refuse (PICKLE_BYTES ("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"),
          FROST_ENGINE_ERROR_CORRUPT, "it ends");
  refuse (PICKLE_BYTES ("\x8b\xff\xff\xff\xff"), FROST_ENGINE_ERROR_CORRUPT, "it ends");
  refuse (PICKLE_BYTES ("I4x\n."), FROST_ENGINE_ERROR_CORRUPT, "other characters");
  refuse (PICKLE_BYTES ("I\n."), FROST_ENGINE_ERROR_CORRUPT, "other characters");
  refuse (PICKLE_BYTES ("I- 4\n."), FROST_ENGINE_ERROR_CORRUPT, "other characters");
}

/* count times the same bytes. */
static GByteArray *
repeat (const char *start, const char *bytes, int count)
{
  GByteArray *pickle = g_byte_array_new ();

  pickle_put (pickle, start);
  for (int i = 0; i < count; i++)
    pickle_put (pickle, bytes);
  return pickle;
}

static void
test_budget (void)
{
  GByteArray *line = PICKLE_BYTES ("I");

  refuse (repeat ("", "]", BUDGET / 32), FROST_ENGINE_ERROR_MEMORY,
          "more than the 1048576");
  refuse (repeat ("", "(", BUDGET), FROST_ENGINE_ERROR_MEMORY, "more than");
  refuse (repeat ("", "N", BUDGET), FROST_ENGINE_ERROR_MEMORY, "more than");
  refuse (repeat ("N", "\x94", BUDGET), FROST_ENGINE_ERROR_MEMORY, "more than");
  refuse (repeat ("]", "Na", BUDGET), FROST_ENGINE_ERROR_MEMORY, "more than");
  refuse (repeat ("]", "(NNNNNNNNe", BUDGET / 8), FROST_ENGINE_ERROR_MEMORY, "more than");
  /* Deeper and deeper: no recursion, here or when it is freed. */
  refuse (repeat ("", ")\x85", BUDGET), FROST_ENGINE_ERROR_MEMORY, "more than");
  for (int i = 0; i < 600; i++)
    pickle_put (line, "7");
  refuse (line, FROST_ENGINE_ERROR_CORRUPT, "longer than 512 bytes");
}

/* One after the other, as PyTorch's old files have them; each with a memo of its own. */
static void
test_several (void)
{
  GByteArray *bytes = PICKLE_BYTES ("K\1q\0.K\2q\0h\0\x86.h\0.");
  g_autoptr (FrostPickle) pickle =
      frost_pickle_new (bytes->data, bytes->len, BUDGET, &host);
  FrostPickleValue first, second, third;

  g_assert_true (frost_pickle_load (pickle, &first, NULL));
  g_assert_true (frost_pickle_load (pickle, &second, NULL));
  g_assert_false (frost_pickle_load (pickle, &third, NULL));
  g_assert_cmpint (first.integer, ==, 1);
  g_assert_cmpint (second.items->value[1].integer, ==, 2);
  g_byte_array_unref (bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pickle/numbers", test_numbers);
  g_test_add_func ("/pickle/texts", test_texts);
  g_test_add_func ("/pickle/containers", test_containers);
  g_test_add_func ("/pickle/memo", test_memo);
  g_test_add_func ("/pickle/host", test_host);
  g_test_add_func ("/pickle/opcodes", test_opcodes);
  g_test_add_func ("/pickle/stack", test_stack);
  g_test_add_func ("/pickle/cut-off", test_cut_off);
  g_test_add_func ("/pickle/budget", test_budget);
  g_test_add_func ("/pickle/several", test_several);
  return g_test_run ();
}

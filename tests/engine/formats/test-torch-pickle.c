/* What a checkpoint may name, how tensors and storages must be described, and which dictionary of
 * it are the weights. */
#include "engine/core/error.h"
#include "engine/formats/torch-pickle.h"
#include "tests/engine/formats/pickle-maker.h"

#include <string.h>

#define CORRUPT FROST_ENGINE_ERROR_CORRUPT
#define UNSUPPORTED FROST_ENGINE_ERROR_UNSUPPORTED
#define MEMORY FROST_ENGINE_ERROR_MEMORY

/* Closes the pickle and reads it; the names of its weights with commas between, or NULL. */
static char *
read_names (GByteArray *bytes, GError **error)
{
  g_auto (FrostTorchPickle) torch;
  FrostTensorList list;
  FrostPickleValue root;
  GString *names = NULL;

  pickle_put (bytes, ".");
  frost_torch_pickle_init (&torch);
  frost_tensor_list_init (&list);
  g_autoptr (FrostPickle) pickle =
      frost_pickle_new (bytes->data, bytes->len, 1 << 20, &torch.host);
  if (frost_pickle_load (pickle, &root, error)
      && frost_torch_pickle_list (&torch, frost_pickle_peek_heap (pickle), &root, &list,
                                  error))
    {
      names = g_string_new (NULL);
      for (guint i = 0; i < list.entries->len; i++)
        {
          const FrostTensorEntry *entry = g_ptr_array_index (list.entries, i);
          g_string_append_printf (names, "%s%s", i == 0 ? "" : ",", entry->stored.name);
        }
    }
  frost_tensor_list_clear (&list);
  g_byte_array_unref (bytes);
  return names == NULL ? NULL : g_string_free (names, FALSE);
}

static void
gives (GByteArray *bytes, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *names = read_names (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (names, ==, expected);
}

static void
refuse (GByteArray *bytes, int code, const char *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_names (bytes, &error));
  g_assert_error (error, FROST_ENGINE_ERROR, code);
  if (strstr (error->message, expected) == NULL)
    g_error ("\"%s\" has no \"%s\"", error->message, expected);
}

static GByteArray *
begin (void)
{
  GByteArray *pickle = pickle_new ();
  pickle_put (pickle, "}");
  return pickle;
}

/* Adds name: a vector of n numbers of the storage of the same name. */
static void
add_vector (GByteArray *to, const char *name, int64_t n)
{
  pickle_put_text (to, name);
  pickle_put_vector (to, name, n);
  pickle_put (to, "s");
}

/* {name: {"w": a vector, ...}}, named after the outer one. */
static void
add_weights (GByteArray *to, const char *name)
{
  g_autofree char *inner = g_strconcat (name, ".w", NULL);

  pickle_put_text (to, name);
  pickle_put (to, "}");
  add_vector (to, inner, 3);
  pickle_put (to, "s");
}

static void
test_globals_refused (void)
{
  static const char *const names[][2] = {
    { "os", "system" },
    { "posix", "system" },
    { "builtins", "eval" },
    { "builtins", "getattr" },
    { "__builtin__", "exec" },
    { "subprocess", "Popen" },
    { "torch", "load" },
    { "torch.nn.modules.conv", "Conv2d" },
    { "torchvision.models.resnet", "ResNet" },
    { "torch._utils", "_rebuild_qtensor" },
    { "torch._utils", "_rebuild_sparse_tensor" },
    { "torch", "QInt8Storage" },
    { "torch", "ComplexFloatStorage" },
    { "torch.storage", "_load_from_bytes" },
    { "torch.cuda", "set_device" },
    { "collections", "OrderedDict.fromkeys" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "uses the global %s.%s, which is not allowed", names[i][0], names[i][1]);
      GByteArray *bytes = begin (), *deep = begin ();

      pickle_put_global (bytes, names[i][0], names[i][1]);
      refuse (bytes, UNSUPPORTED, text);
      /* Also where nobody would look. */
      add_vector (deep, "w", 3);
      pickle_put_text (deep, "x");
      pickle_put (deep, "](");
      pickle_put_global (deep, names[i][0], names[i][1]);
      pickle_put (deep, ")R");
      refuse (deep, UNSUPPORTED, text);
    }
}

/* What stands beside the weights in training loops' files. */
static void
test_globals_inert (void)
{
  static const char *const names[][2] = {
    { "argparse", "Namespace" },
    { "collections", "Counter" },
    { "numpy.core.multiarray", "scalar" },
    { "torch", "float32" },
    { "pathlib", "PosixPath" },
  };
  GByteArray *bytes = begin ();

  add_vector (bytes, "w", 3);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      pickle_put_text (bytes, names[i][1]);
      pickle_put_global (bytes, names[i][0], names[i][1]);
      pickle_put (bytes, ")R}(");
      pickle_put_text (bytes, "key");
      pickle_put_integer (bytes, 1);
      pickle_put (bytes, "ubs");
    }
  gives (bytes, "w");
}

static void
test_tensors (void)
{
  GByteArray *bytes = begin ();
  static const char *const kinds[] = { "FloatStorage", "HalfStorage", "LongStorage" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      pickle_put_text (bytes, kinds[i]);
      pickle_put_tensor (bytes, kinds[i], kinds[i], 6, 1, (int64_t[]){ 2, 2, -1 },
                         (int64_t[]){ 1, 2, -1 });
      pickle_put (bytes, "s");
    }
  gives (bytes, "FloatStorage,HalfStorage,LongStorage");

  /* On a graphics card; in the oldest form; as a parameter; and tied to another one. */
  bytes = begin ();
  pickle_put_text (bytes, "old");
  pickle_put_global (bytes, "torch._utils", "_rebuild_parameter");
  pickle_put (bytes, "(");
  pickle_put_global (bytes, "torch._utils", "_rebuild_tensor");
  pickle_put (bytes, "((");
  pickle_put_text (bytes, "storage");
  pickle_put_global (bytes, "torch.cuda", "FloatStorage");
  pickle_put_text (bytes, "0");
  pickle_put_text (bytes, "cuda:0");
  pickle_put_integer (bytes, 6);
  pickle_put (bytes, "tQ");
  pickle_put_argument (bytes, 'K', 0);
  pickle_put (bytes, "(");
  pickle_put_argument (bytes, 'K', 6);
  pickle_put (bytes, "t(");
  pickle_put_argument (bytes, 'K', 1);
  pickle_put (bytes, "ttRtR");
  pickle_put_argument (bytes, 'q', 0);
  pickle_put (bytes, "s");
  pickle_put_text (bytes, "tied");
  pickle_put_argument (bytes, 'h', 0);
  pickle_put (bytes, "s");
  gives (bytes, "old,tied");
}

static void
refuse_view (int64_t n, int64_t offset, const int64_t *dims, const int64_t *strides,
             int code, const char *text)
{
  GByteArray *bytes = begin ();

  pickle_put_text (bytes, "w");
  pickle_put_tensor (bytes, "FloatStorage", "0", n, offset, dims, strides);
  pickle_put (bytes, "s");
  refuse (bytes, code, text);
}

#define LIST(...) ((const int64_t[]){ __VA_ARGS__, -1 })

static void
test_views_refused (void)
{
  refuse_view (6, 0, LIST (7), LIST (1), CORRUPT, "storage \"0\": it reaches out");
  refuse_view (6, 1, LIST (6), LIST (1), CORRUPT, "reaches out of its storage of 6");
  refuse_view (6, -1, LIST (6), LIST (1), CORRUPT, "reaches out");
  refuse_view (6, 0, LIST (2, 3), LIST (4, 1), CORRUPT, "reaches out");
  refuse_view (6, 0, LIST (2), LIST (-5), CORRUPT, "reaches out");
  refuse_view (6, 0, LIST (-2), LIST (1), CORRUPT, "its dimension 0 is -2");
  refuse_view (6, 0, LIST (2, 3), LIST (1), CORRUPT, "2 dimensions and 1 strides");
  refuse_view (6, 0, LIST (INT64_C (1) << 40, INT64_C (1) << 40), LIST (0, 0), CORRUPT,
               "beyond 2^63");
  refuse_view (6, 0, LIST (2), LIST (G_MAXINT64), CORRUPT, "reaches out");
  refuse_view (6, G_MAXINT64, LIST (2), LIST (G_MAXINT64), CORRUPT, "reaches out");
  refuse_view (6, 0, LIST (1, 1, 1, 1, 1, 1, 1, 1, 1), LIST (1, 1, 1, 1, 1, 1, 1, 1, 1),
               UNSUPPORTED, "9 dimensions");
  /* One number shown a billion times. */
  refuse_view (1, 0, LIST (1000, 1000, 1000), LIST (0, 0, 0), MEMORY,
               "the 1 numbers of storage \"0\" as 1000000000");
  refuse_view (-6, 0, LIST (1), LIST (1), CORRUPT, "storage is not described");
  refuse_view (G_MAXINT64 / 2, 0, LIST (1), LIST (1), CORRUPT, "storage \"0\" has");
}

static GByteArray *
with_text (const char *opcodes, const char *text)
{
  GByteArray *bytes = pickle_new ();

  pickle_put (bytes, opcodes);
  pickle_put_text (bytes, text);
  return bytes;
}

static void
test_storages_refused (void)
{
  GByteArray *bytes = with_text ("(", "module");

  refuse (with_text ("", "storage"), UNSUPPORTED, "holds a text");
  pickle_put (bytes, "NNNNtQ");
  refuse (bytes, CORRUPT, "storage is not described");
  bytes = with_text ("(", "storage");
  pickle_put (bytes, "tQ");
  refuse (bytes, CORRUPT, "no storage");
  bytes = with_text ("(", "storage");
  pickle_put_global (bytes, "collections", "OrderedDict");
  pickle_put_text (bytes, "0");
  pickle_put_text (bytes, "cpu");
  pickle_put_integer (bytes, 1);
  pickle_put (bytes, "tQ");
  refuse (bytes, CORRUPT, "storage is not described");
  bytes = with_text ("(", "storage");
  pickle_put_global (bytes, "torch", "FloatStorage");
  pickle_put_text (bytes, "0");
  pickle_put_text (bytes, "cpu");
  pickle_put_integer (bytes, 1);
  pickle_put (bytes, "(NNNttQ");
  refuse (bytes, UNSUPPORTED, "part of another one");
  /* One key, two lengths; two types. */
  bytes = pickle_new ();
  pickle_put_storage (bytes, "FloatStorage", "0", 5);
  pickle_put_storage (bytes, "FloatStorage", "0", 6);
  refuse (bytes, CORRUPT, "storage \"0\" is described in two ways");
  bytes = pickle_new ();
  pickle_put_storage (bytes, "FloatStorage", "0", 5);
  pickle_put_storage (bytes, "IntStorage", "0", 5);
  refuse (bytes, CORRUPT, "storage \"0\" is described in two ways");
}

static void
refuse_call (const char *module, const char *name, const char *arguments,
             const char *text)
{
  GByteArray *bytes = pickle_new ();

  pickle_put_global (bytes, module, name);
  pickle_put (bytes, arguments);
  refuse (bytes, CORRUPT, text);
}

static void
test_calls_refused (void)
{
  refuse_call ("torch._utils", "_rebuild_tensor_v2", ")R", "made of other things");
  refuse_call ("torch._utils", "_rebuild_tensor_v2", "(NNNNNNtR", "made of other things");
  refuse_call ("torch._utils", "_rebuild_parameter", ")R", "no tensor");
  refuse_call ("torch._utils", "_rebuild_parameter", "(NNNtR", "no tensor");
  refuse_call ("torch._tensor", "_rebuild_from_type_v2", ")R", "with attributes");
  refuse_call ("torch._tensor", "_rebuild_from_type_v2",
               "(ccollections\nOrderedDict\nN)NtR", "with attributes");
  refuse_call ("torch._tensor", "_rebuild_from_type_v2",
               "(ctorch._utils\n_rebuild_parameter\nN)NtR", "no tensor");
  refuse_call ("torch", "FloatStorage", ")R", "it calls torch.FloatStorage");
  refuse_call ("collections", "OrderedDict", "(NtR", "an OrderedDict is made of None");
  refuse_call ("collections", "OrderedDict", "(](NetR", "of None that is no pair");
  refuse_call ("collections", "OrderedDict", "(](](NNNeetR", "of a list that is no pair");
}

/* Python 2 gave its pairs to the class. */
static void
test_python2 (void)
{
  GByteArray *bytes = pickle_new ();

  pickle_put_global (bytes, "collections", "OrderedDict");
  pickle_put (bytes, "](](");
  pickle_put_argument (bytes, 'U', 1);
  pickle_put (bytes, "a");
  pickle_put_vector (bytes, "0", 3);
  pickle_put (bytes, "e](");
  pickle_put_text (bytes, "b");
  pickle_put_vector (bytes, "1", 3);
  pickle_put (bytes, "ee");
  pickle_put_byte (bytes, 0x85); /* TUPLE1 */
  pickle_put (bytes, "R");
  gives (bytes, "a,b");
}

static void
test_weights_found (void)
{
  static const char *const names[] = { "state_dict",     "model", "model_state_dict",
                                       "state_dict_ema", "net",   "whatever" };
  GByteArray *bytes;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *expected = g_strconcat (names[i], ".w", NULL);
      bytes = begin ();
      pickle_put_text (bytes, "epoch");
      pickle_put (bytes, "Ns");
      add_weights (bytes, names[i]);
      gives (bytes, expected);
    }
  /* Before its running average, and before a single tensor beside it. */
  bytes = begin ();
  add_weights (bytes, "state_dict_ema");
  add_weights (bytes, "model");
  add_weights (bytes, "state_dict");
  gives (bytes, "state_dict.w");
  bytes = begin ();
  add_vector (bytes, "best_acc1", 1);
  add_weights (bytes, "state_dict");
  gives (bytes, "state_dict.w");
  /* One in the other; beside settings under a name that weights could have. */
  bytes = begin ();
  pickle_put_text (bytes, "model");
  pickle_put (bytes, "}");
  add_weights (bytes, "state_dict");
  pickle_put (bytes, "s");
  gives (bytes, "state_dict.w");
  bytes = begin ();
  pickle_put_text (bytes, "model");
  pickle_put (bytes, "}s");
  add_weights (bytes, "net");
  gives (bytes, "net.w");
  /* Plain, with something else in it. */
  bytes = begin ();
  pickle_put_text (bytes, "version");
  pickle_put (bytes, "Ns");
  add_vector (bytes, "a", 2);
  pickle_put_text (bytes, "sub");
  pickle_put (bytes, "}s");
  add_vector (bytes, "b", 2);
  gives (bytes, "a,b");
}

static void
test_weights_refused (void)
{
  GByteArray *bytes = pickle_new ();

  pickle_put_vector (bytes, "0", 3);
  refuse (bytes, UNSUPPORTED, "holds a tensor, not a dictionary");
  bytes = pickle_new ();
  pickle_put (bytes, "]");
  refuse (bytes, UNSUPPORTED, "holds a list, not a dictionary");
  refuse (begin (), UNSUPPORTED, "holds a dictionary of other things");
  bytes = begin ();
  add_weights (bytes, "teacher");
  add_weights (bytes, "student");
  refuse (bytes, UNSUPPORTED, "several dictionaries of tensors");
  bytes = begin ();
  add_vector (bytes, "", 3);
  refuse (bytes, CORRUPT, "empty or not UTF-8");
  bytes = begin ();
  add_vector (bytes, "a\xff", 3);
  refuse (bytes, CORRUPT, "storage is not described");
  /* A dictionary in itself has an end. */
  bytes = PICKLE_BYTES ("\x80\x02}q\0U\5modelh\0s");
  refuse (bytes, UNSUPPORTED, "other things");
}

static void
test_budget (void)
{
  GByteArray *bytes = begin ();

  /* Five bytes for each tensor of hundreds. */
  pickle_put_global (bytes, "torch._utils", "_rebuild_tensor_v2");
  pickle_put_argument (bytes, 'q', 0);
  pickle_put (bytes, "(");
  pickle_put_storage (bytes, "FloatStorage", "0", 3);
  pickle_put_argument (bytes, 'K', 0);
  pickle_put (bytes, "))t");
  pickle_put_argument (bytes, 'q', 1);
  for (int i = 0; i < 10000; i++)
    {
      pickle_put_argument (bytes, 'h', 0);
      pickle_put_argument (bytes, 'h', 1);
      pickle_put (bytes, "R");
    }
  refuse (bytes, MEMORY, "more than the 1048576");

  bytes = begin ();
  for (int i = 0; i < 10000; i++)
    {
      g_autofree char *key = g_strdup_printf ("%d", i);
      pickle_put_storage (bytes, "FloatStorage", key, 3);
    }
  refuse (bytes, MEMORY, "more than the 1048576");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/torch-pickle/globals-refused", test_globals_refused);
  g_test_add_func ("/torch-pickle/globals-inert", test_globals_inert);
  g_test_add_func ("/torch-pickle/tensors", test_tensors);
  g_test_add_func ("/torch-pickle/views-refused", test_views_refused);
  g_test_add_func ("/torch-pickle/storages-refused", test_storages_refused);
  g_test_add_func ("/torch-pickle/calls-refused", test_calls_refused);
  g_test_add_func ("/torch-pickle/python2", test_python2);
  g_test_add_func ("/torch-pickle/weights-found", test_weights_found);
  g_test_add_func ("/torch-pickle/weights-refused", test_weights_refused);
  g_test_add_func ("/torch-pickle/budget", test_budget);
  return g_test_run ();
}

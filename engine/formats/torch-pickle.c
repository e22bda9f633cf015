#include "engine/formats/torch-pickle.h"

#include "engine/core/error.h"
#include "engine/formats/stored-number.h"

#include <string.h>

#define MAX_KEY 128
/* What a tensor and a storage cost, with malloc's headers. */
#define TENSOR_COST ((int64_t) sizeof (FrostTensorEntry) * 2)
#define STORAGE_COST 256
/* A tensor that shows one number many times (a stride of 0) may have so many elements. */
#define MAX_EXPANDED (INT64_C (16) << 20)

typedef enum
{
  ROLE_ORDERED_DICTIONARY,
  ROLE_TENSOR,
  ROLE_PARAMETER,
  ROLE_FROM_TYPE,
  ROLE_STORAGE,
  ROLE_INERT, /* whatever is made of it is not looked at */
} Role;

/* All that may be named. The inert ones are what training loops keep beside the weights. */
static const struct
{
  const char *name;
  Role role;
  FrostStoredType type;
} globals[] = {
  { "collections.OrderedDict", ROLE_ORDERED_DICTIONARY, 0 },
  { "torch._utils._rebuild_tensor", ROLE_TENSOR, 0 },
  { "torch._utils._rebuild_tensor_v2", ROLE_TENSOR, 0 },
  { "torch._utils._rebuild_parameter", ROLE_PARAMETER, 0 },
  { "torch._utils._rebuild_parameter_with_state", ROLE_PARAMETER, 0 },
  { "torch._tensor._rebuild_from_type_v2", ROLE_FROM_TYPE, 0 },
  { "torch.FloatStorage", ROLE_STORAGE, FROST_STORED_F32 },
  { "torch.HalfStorage", ROLE_STORAGE, FROST_STORED_F16 },
  { "torch.BFloat16Storage", ROLE_STORAGE, FROST_STORED_BF16 },
  { "torch.DoubleStorage", ROLE_STORAGE, FROST_STORED_F64 },
  { "torch.CharStorage", ROLE_STORAGE, FROST_STORED_I8 },
  { "torch.ShortStorage", ROLE_STORAGE, FROST_STORED_I16 },
  { "torch.IntStorage", ROLE_STORAGE, FROST_STORED_I32 },
  { "torch.LongStorage", ROLE_STORAGE, FROST_STORED_I64 },
  { "torch.ByteStorage", ROLE_STORAGE, FROST_STORED_U8 },
  { "torch.BoolStorage", ROLE_STORAGE, FROST_STORED_BOOL },
  { "torch.Size", ROLE_INERT, 0 },
  { "torch.Tensor", ROLE_INERT, 0 },
  { "torch.nn.parameter.Parameter", ROLE_INERT, 0 },
  { "torch.device", ROLE_INERT, 0 },
  { "torch.float16", ROLE_INERT, 0 },
  { "torch.bfloat16", ROLE_INERT, 0 },
  { "torch.float32", ROLE_INERT, 0 },
  { "torch.float64", ROLE_INERT, 0 },
  { "torch.int64", ROLE_INERT, 0 },
  { "argparse.Namespace", ROLE_INERT, 0 },
  { "collections.Counter", ROLE_INERT, 0 },
  { "collections.defaultdict", ROLE_INERT, 0 },
  { "builtins.set", ROLE_INERT, 0 },
  { "builtins.list", ROLE_INERT, 0 },
  { "builtins.dict", ROLE_INERT, 0 },
  { "__builtin__.set", ROLE_INERT, 0 },
  { "__builtin__.list", ROLE_INERT, 0 },
  { "__builtin__.dict", ROLE_INERT, 0 },
  { "pathlib.PosixPath", ROLE_INERT, 0 },
  { "pathlib.WindowsPath", ROLE_INERT, 0 },
  { "_codecs.encode", ROLE_INERT, 0 },
  { "numpy.dtype", ROLE_INERT, 0 },
  { "numpy.ndarray", ROLE_INERT, 0 },
  { "numpy.core.multiarray.scalar", ROLE_INERT, 0 },
  { "numpy.core.multiarray._reconstruct", ROLE_INERT, 0 },
  { "numpy._core.multiarray.scalar", ROLE_INERT, 0 },
  { "numpy._core.multiarray._reconstruct", ROLE_INERT, 0 },
};

static gboolean
find_global (gpointer data, const char *name, FrostPickleValue *result, GError **error)
{
  g_autofree char *here = NULL;

  /* Tensors that were on a graphics card are kept as any others. */
  if (g_str_has_prefix (name, "torch.cuda.") && g_str_has_suffix (name, "Storage"))
    name = here = g_strconcat ("torch.", name + strlen ("torch.cuda."), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (globals); i++)
    if (strcmp (name, globals[i].name) == 0)
      {
        *result = (FrostPickleValue){ .kind = FROST_PICKLE_GLOBAL, .index = (int) i };
        return TRUE;
      }
  g_set_error (
      error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
      "uses the global %s, which is not allowed; what can be read of a model is its "
      "state_dict (), saved alone",
      name);
  return FALSE;
}

/* Numbers of a tuple or list. */
static gboolean
get_integers (const FrostPickleValue *value, int64_t *integers, int *n, GError **error)
{
  if (value->kind != FROST_PICKLE_TUPLE && value->kind != FROST_PICKLE_LIST)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT, "a tensor's shape is %s",
                             frost_pickle_describe (value));
  if (value->items->n > FROST_STORED_MAX_RANK)
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "a tensor has %u dimensions, at most %d are possible", value->items->n,
                   FROST_STORED_MAX_RANK);
      return FALSE;
    }
  *n = (int) value->items->n;
  for (int i = 0; i < *n; i++)
    {
      if (value->items->value[i].kind != FROST_PICKLE_INTEGER)
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "a tensor's shape has %s in it",
                                 frost_pickle_describe (&value->items->value[i]));
      integers[i] = value->items->value[i].integer;
    }
  return TRUE;
}

/* _rebuild_tensor (storage, offset, size, stride), and _v2 with what does not matter here:
 * requires_grad, backward_hooks, metadata. */
static gboolean
rebuild_tensor (FrostTorchPickle *torch, FrostPickleHeap *heap,
                const FrostPickleItems *arguments, FrostPickleValue *result,
                GError **error)
{
  const FrostPickleValue *value = arguments->value;
  FrostTensorEntry entry = { 0 };
  int64_t stride[FROST_STORED_MAX_RANK];
  int n_strides;

  if (arguments->n < 4 || value[0].kind != FROST_PICKLE_STORAGE
      || value[1].kind != FROST_PICKLE_INTEGER)
    return frost_error_fail (
        error, FROST_ENGINE_ERROR_CORRUPT,
        "a tensor is made of other things than storage, offset, size and "
        "stride");
  const FrostTorchStorage *storage = g_ptr_array_index (torch->storages, value[0].index);
  entry.storage = value[0].index;
  entry.offset = value[1].integer;
  entry.stored.type = storage->type;
  if (!get_integers (&value[2], entry.stored.dim, &entry.stored.rank, error)
      || !get_integers (&value[3], stride, &n_strides, error))
    return FALSE;
  if (n_strides != entry.stored.rank)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "a tensor has %d dimensions and %d strides",
                             entry.stored.rank, n_strides);
  if (!frost_tensor_entry_measure (&entry, error))
    return FALSE;
  memcpy (entry.stride, stride, sizeof *stride * (size_t) n_strides);
  if (!frost_tensor_entry_check (&entry, storage->n, error))
    {
      g_prefix_error (error, "pickle: a tensor of storage \"%s\": ", storage->key);
      return FALSE;
    }
  if (entry.stored.n > MAX (storage->n, MAX_EXPANDED))
    {
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
                   "a tensor shows the %" G_GINT64_FORMAT
                   " numbers of storage \"%s\" as %" G_GINT64_FORMAT,
                   storage->n, storage->key, entry.stored.n);
      return FALSE;
    }
  if (!frost_pickle_heap_charge (heap, TENSOR_COST, error))
    return FALSE;
  *result = (FrostPickleValue){ .kind = FROST_PICKLE_TENSOR,
                                .index = (int) torch->tensors->len };
  g_array_append_val (torch->tensors, entry);
  return TRUE;
}

/* OrderedDict (), and as Python 2 wrote it OrderedDict ([[key, value], …]). */
static gboolean
make_dictionary (FrostPickleHeap *heap, const FrostPickleItems *arguments,
                 FrostPickleValue *result, GError **error)
{
  if (!frost_pickle_heap_new_items (heap, FROST_PICKLE_DICTIONARY, result, error))
    return FALSE;
  if (arguments->n == 0)
    return TRUE;
  if (arguments->n > 1 || arguments->value[0].kind != FROST_PICKLE_LIST)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "an OrderedDict is made of %s",
                             frost_pickle_describe (&arguments->value[0]));
  const FrostPickleItems *pairs = arguments->value[0].items;
  for (guint i = 0; i < pairs->n; i++)
    {
      const FrostPickleValue *pair = &pairs->value[i];
      if ((pair->kind != FROST_PICKLE_LIST && pair->kind != FROST_PICKLE_TUPLE)
          || pair->items->n != 2)
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "an OrderedDict is made of %s that is no pair",
                                 frost_pickle_describe (pair));
      if (!frost_pickle_heap_append (heap, result->items, pair->items->value, 2, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean call (gpointer data, FrostPickleHeap *heap,
                      const FrostPickleValue *function, const FrostPickleItems *arguments,
                      FrostPickleValue *result, GError **error);

/* _rebuild_from_type_v2 (function, type, arguments, attributes): a tensor that somebody has set
 * attributes of. */
static gboolean
rebuild_from_type (FrostTorchPickle *torch, FrostPickleHeap *heap,
                   const FrostPickleItems *arguments, FrostPickleValue *result,
                   GError **error)
{
  const FrostPickleValue *value = arguments->value;

  if (arguments->n < 3 || value[0].kind != FROST_PICKLE_GLOBAL
      || (globals[value[0].index].role != ROLE_TENSOR
          && globals[value[0].index].role != ROLE_PARAMETER)
      || value[2].kind != FROST_PICKLE_TUPLE)
    return frost_error_fail (
        error, FROST_ENGINE_ERROR_CORRUPT,
        "a tensor with attributes is made of other things than a tensor");
  return call (torch, heap, &value[0], value[2].items, result, error);
}

static gboolean
call (gpointer data, FrostPickleHeap *heap, const FrostPickleValue *function,
      const FrostPickleItems *arguments, FrostPickleValue *result, GError **error)
{
  FrostTorchPickle *torch = data;

  switch (globals[function->index].role)
    {
    case ROLE_ORDERED_DICTIONARY:
      return make_dictionary (heap, arguments, result, error);
    case ROLE_TENSOR:
      return rebuild_tensor (torch, heap, arguments, result, error);
    case ROLE_PARAMETER:
      if (arguments->n < 1 || arguments->value[0].kind != FROST_PICKLE_TENSOR)
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "a parameter is made of something that is no tensor");
      *result = arguments->value[0];
      return TRUE;
    case ROLE_FROM_TYPE:
      return rebuild_from_type (torch, heap, arguments, result, error);
    case ROLE_INERT:
      *result = (FrostPickleValue){ .kind = FROST_PICKLE_OPAQUE };
      return TRUE;
    default:
      return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT, "it calls %s",
                               globals[function->index].name);
    }
}

int64_t
frost_torch_storage_size (const FrostTorchStorage *storage)
{
  int64_t size;

  if (__builtin_mul_overflow (storage->n, frost_stored_type_width (storage->type), &size))
    return -1;
  return size;
}

/* ("storage", type, key, location, elements), with None behind it in old files: those could
 * say here that a storage is a part of another one, which PyTorch no longer writes. */
static gboolean
load_persistent (gpointer data, FrostPickleHeap *heap, const FrostPickleValue *id,
                 FrostPickleValue *result, GError **error)
{
  FrostTorchPickle *torch = data;
  const FrostPickleValue *value;

  if (id->kind != FROST_PICKLE_TUPLE || id->items->n < 5 || id->items->n > 6)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "what is kept outside is no storage");
  value = id->items->value;
  if (!frost_pickle_text_is (&value[0], "storage") || value[1].kind != FROST_PICKLE_GLOBAL
      || globals[value[1].index].role != ROLE_STORAGE
      || value[2].kind != FROST_PICKLE_TEXT || value[2].size > MAX_KEY
      || !g_utf8_validate_len (value[2].text, value[2].size, NULL)
      || value[4].kind != FROST_PICKLE_INTEGER || value[4].integer < 0)
    return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                             "a storage is not described as it must be");
  if (id->items->n == 6 && value[5].kind != FROST_PICKLE_NONE)
    {
      g_set_error_literal (
          error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
          "a storage is part of another one, which is not supported; load "
          "the file with PyTorch and save it again");
      return FALSE;
    }

  FrostStoredType type = globals[value[1].index].type;
  g_autofree char *key = g_strndup (value[2].text, value[2].size);
  int index = GPOINTER_TO_INT (g_tree_lookup (torch->by_key, key)) - 1;
  if (index >= 0)
    {
      const FrostTorchStorage *known = g_ptr_array_index (torch->storages, index);
      if (known->type != type || known->n != value[4].integer)
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "storage \"%s\" is described in two ways", key);
    }
  else
    {
      FrostTorchStorage storage = { .key = key, .type = type, .n = value[4].integer };
      if (frost_torch_storage_size (&storage) < 0)
        return frost_error_fail (error, FROST_ENGINE_ERROR_CORRUPT,
                                 "storage \"%s\" has %" G_GINT64_FORMAT " numbers", key,
                                 storage.n);
      if (!frost_pickle_heap_charge (heap, STORAGE_COST + value[2].size, error))
        return FALSE;
      key = NULL;
      index = (int) torch->storages->len;
      g_ptr_array_add (torch->storages, g_memdup2 (&storage, sizeof storage));
      g_tree_insert (torch->by_key, storage.key, GINT_TO_POINTER (index + 1));
    }
  *result = (FrostPickleValue){ .kind = FROST_PICKLE_STORAGE, .index = index };
  return TRUE;
}

static void
free_storage (gpointer data)
{
  FrostTorchStorage *storage = data;

  g_free (storage->key);
  g_free (storage);
}

void
frost_torch_pickle_init (FrostTorchPickle *torch)
{
  *torch = (FrostTorchPickle){
    .host = { .data = torch,
              .find_global = find_global,
              .call = call,
              .load_persistent = load_persistent },
    .storages = g_ptr_array_new_with_free_func (free_storage),
    .by_key = g_tree_new ((GCompareFunc) strcmp),
    .tensors = g_array_new (FALSE, FALSE, sizeof (FrostTensorEntry)),
  };
}

void
frost_torch_pickle_clear (FrostTorchPickle *torch)
{
  g_clear_pointer (&torch->by_key, g_tree_unref);
  g_clear_pointer (&torch->storages, g_ptr_array_unref);
  g_clear_pointer (&torch->tensors, g_array_unref);
}

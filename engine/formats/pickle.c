#include "engine/formats/pickle.h"

#include "engine/core/error.h"
#include "engine/formats/pickle-opcode.h"

#include <string.h>

#define NAME_LIMIT 512

struct FrostPickle
{
  const uint8_t *bytes;
  size_t size, position;
  gboolean cut_off;
  const FrostPickleHost *host;
  FrostPickleHeap heap;
  FrostPickleItems stack, memo;
};

static gboolean fail (const FrostPickle *pickle, GError **error, int code,
                      const char *format, ...) G_GNUC_PRINTF (4, 5);

static gboolean
fail (const FrostPickle *pickle, GError **error, int code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, FROST_ENGINE_ERROR, code, "pickle, byte %zu: %s", pickle->position,
               text);
  return FALSE;
}

#define corrupt(pickle, error, ...)                                                      \
  fail (pickle, error, FROST_ENGINE_ERROR_CORRUPT, __VA_ARGS__)

FrostPickle *
frost_pickle_new (const uint8_t *bytes, size_t size, int64_t budget,
                  const FrostPickleHost *host)
{
  FrostPickle *pickle = g_new0 (FrostPickle, 1);

  pickle->bytes = bytes;
  pickle->size = size;
  pickle->host = host;
  frost_pickle_heap_init (&pickle->heap, budget);
  return pickle;
}

void
frost_pickle_free (FrostPickle *pickle)
{
  frost_pickle_heap_clear (&pickle->heap);
  g_free (pickle->stack.value);
  g_free (pickle->memo.value);
  g_free (pickle);
}

FrostPickleHeap *
frost_pickle_peek_heap (FrostPickle *pickle)
{
  return &pickle->heap;
}

size_t
frost_pickle_get_position (const FrostPickle *pickle)
{
  return pickle->position;
}

gboolean
frost_pickle_is_cut_off (const FrostPickle *pickle)
{
  return pickle->cut_off;
}

/* NULL = the bytes end before. */
static const uint8_t *
take (FrostPickle *pickle, uint64_t n, GError **error)
{
  if (n > pickle->size - pickle->position)
    {
      pickle->cut_off = TRUE;
      corrupt (pickle, error, "it ends in the middle of a value");
      return NULL;
    }
  const uint8_t *start = pickle->bytes + pickle->position;
  pickle->position += (size_t) n;
  return start;
}

/* An unsigned little-endian number of 1, 2, 4 or 8 bytes. */
static gboolean
take_number (FrostPickle *pickle, int width, uint64_t *number, GError **error)
{
  const uint8_t *bytes = take (pickle, (uint64_t) width, error);

  if (bytes == NULL)
    return FALSE;
  *number = 0;
  for (int i = width - 1; i >= 0; i--)
    *number = *number << 8 | bytes[i];
  return TRUE;
}

static gboolean
take_line (FrostPickle *pickle, const char **line, uint32_t *length, GError **error)
{
  const char *start = (const char *) pickle->bytes + pickle->position;
  size_t left = pickle->size - pickle->position;
  const char *end = memchr (start, '\n', MIN (left, NAME_LIMIT));

  if (end == NULL && left < NAME_LIMIT)
    {
      take (pickle, left + 1, error);
      return FALSE;
    }
  if (end == NULL)
    return corrupt (pickle, error, "a line is longer than %d bytes", NAME_LIMIT);
  *line = start;
  *length = (uint32_t) (end - start);
  pickle->position += *length + 1;
  return TRUE;
}

static gboolean
push (FrostPickle *pickle, const FrostPickleValue *value, GError **error)
{
  return frost_pickle_heap_append (&pickle->heap, &pickle->stack, value, 1, error);
}

static gboolean
push_kind (FrostPickle *pickle, FrostPickleKind kind, GError **error)
{
  return push (pickle, &(FrostPickleValue){ .kind = kind }, error);
}

static gboolean
push_integer (FrostPickle *pickle, int64_t integer, GError **error)
{
  return push (pickle,
               &(FrostPickleValue){ .kind = FROST_PICKLE_INTEGER, .integer = integer },
               error);
}

/* Takes n values from the stack, which stay valid until the next push. NULL = there are not so
 * many above the last mark. */
static const FrostPickleValue *
pop (FrostPickle *pickle, guint n, GError **error)
{
  FrostPickleItems *stack = &pickle->stack;

  for (guint i = 1; i <= n; i++)
    if (i > stack->n || stack->value[stack->n - i].kind == FROST_PICKLE_MARK)
      {
        corrupt (pickle, error, "it takes more values than there are on its stack");
        return NULL;
      }
  stack->n -= n;
  return stack->value + stack->n;
}

/* All values above the last mark, and the mark. */
static const FrostPickleValue *
pop_to_mark (FrostPickle *pickle, guint *n, GError **error)
{
  FrostPickleItems *stack = &pickle->stack;

  for (guint i = stack->n; i > 0; i--)
    if (stack->value[i - 1].kind == FROST_PICKLE_MARK)
      {
        *n = stack->n - i;
        stack->n = i - 1;
        return stack->value + i;
      }
  corrupt (pickle, error, "a list or tuple ends that has not begun");
  return NULL;
}

static gboolean
push_tuple (FrostPickle *pickle, const FrostPickleValue *values, guint n, GError **error)
{
  FrostPickleValue tuple;

  return values != NULL
         && frost_pickle_heap_new_items (&pickle->heap, FROST_PICKLE_TUPLE, &tuple, error)
         && frost_pickle_heap_append (&pickle->heap, tuple.items, values, n, error)
         && push (pickle, &tuple, error);
}

/* Adds to the list, set or dictionary on the stack's top, which stays there. */
static gboolean
extend (FrostPickle *pickle, const FrostPickleValue *values, guint n,
        FrostPickleKind kind, GError **error)
{
  if (values == NULL)
    return FALSE;
  const FrostPickleValue *to = pop (pickle, 1, error);
  if (to == NULL)
    return FALSE;
  pickle->stack.n++;
  if (to->kind == FROST_PICKLE_OPAQUE)
    return TRUE;
  if (to->kind != kind)
    return corrupt (pickle, error, "it adds items to %s", frost_pickle_describe (to));
  if (kind == FROST_PICKLE_DICTIONARY && n % 2 != 0)
    return corrupt (pickle, error, "a key of a dictionary has no value");
  return frost_pickle_heap_append (&pickle->heap, to->items, values, n, error);
}

static gboolean
push_text (FrostPickle *pickle, int width, GError **error)
{
  uint64_t size;

  if (!take_number (pickle, width, &size, error))
    return FALSE;
  const char *text = (const char *) take (pickle, size, error);
  if (text == NULL)
    return FALSE;
  if (size > G_MAXINT)
    return corrupt (pickle, error, "a text has more than 2 GB");
  return push (pickle,
               &(FrostPickleValue){
                   .kind = FROST_PICKLE_TEXT, .size = (uint32_t) size, .text = text },
               error);
}

/* Two's complement of any length. */
static gboolean
push_long (FrostPickle *pickle, int width, GError **error)
{
  uint64_t size, number = 0;

  if (!take_number (pickle, width, &size, error))
    return FALSE;
  const uint8_t *bytes = take (pickle, size, error);
  if (bytes == NULL)
    return FALSE;
  if (size > 8)
    return push (pickle,
                 &(FrostPickleValue){ .kind = FROST_PICKLE_LONG,
                                      .size = (uint32_t) size,
                                      .text = (const char *) bytes },
                 error);
  if (size > 0 && (bytes[size - 1] & 0x80) != 0)
    number = G_MAXUINT64;
  for (int i = (int) size - 1; i >= 0; i--)
    number = number << 8 | bytes[i];
  return push_integer (pickle, (int64_t) number, error);
}

/* "42", "I01" = True, "42L". */
static gboolean
push_decimal (FrostPickle *pickle, GError **error)
{
  const char *line = NULL;
  uint32_t length = 0;
  gint64 integer;

  if (!take_line (pickle, &line, &length, error))
    return FALSE;
  g_autofree char *text = g_strndup (line, length);
  char *suffix = strchr (text, 'L');
  if (suffix != NULL && suffix[1] == '\0')
    *suffix = '\0';
  const char *digits = text[0] == '-' ? text + 1 : text;
  if (digits[0] == '\0' || digits[strspn (digits, "0123456789")] != '\0')
    return corrupt (pickle, error, "a decimal number has other characters");
  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &integer, NULL))
    return push_integer (pickle, integer, error);
  return push (
      pickle,
      &(FrostPickleValue){ .kind = FROST_PICKLE_LONG, .size = length, .text = line },
      error);
}

static gboolean
find_global (FrostPickle *pickle, const char *module, uint32_t module_length,
             const char *name, uint32_t name_length, GError **error)
{
  FrostPickleValue value;

  if (module_length > NAME_LIMIT || name_length > NAME_LIMIT
      || !g_utf8_validate_len (module, module_length, NULL)
      || !g_utf8_validate_len (name, name_length, NULL))
    return corrupt (pickle, error, "the name of a global is not UTF-8 of up to %d bytes",
                    NAME_LIMIT);
  g_autofree char *path =
      g_strdup_printf ("%.*s.%.*s", (int) module_length, module, (int) name_length, name);
  return pickle->host->find_global (pickle->host->data, path, &value, error)
         && push (pickle, &value, error);
}

static gboolean
push_global (FrostPickle *pickle, GError **error)
{
  const char *module = NULL, *name = NULL;
  uint32_t module_length = 0, name_length = 0;

  return take_line (pickle, &module, &module_length, error)
         && take_line (pickle, &name, &name_length, error)
         && find_global (pickle, module, module_length, name, name_length, error);
}

static gboolean
push_stack_global (FrostPickle *pickle, GError **error)
{
  const FrostPickleValue *names = pop (pickle, 2, error);

  if (names == NULL)
    return FALSE;
  if (names[0].kind != FROST_PICKLE_TEXT || names[1].kind != FROST_PICKLE_TEXT)
    return corrupt (pickle, error, "the name of a global is no text");
  return find_global (pickle, names[0].text, names[0].size, names[1].text, names[1].size,
                      error);
}

static gboolean
call (FrostPickle *pickle, GError **error)
{
  const FrostPickleValue *values = pop (pickle, 2, error);
  FrostPickleValue result;

  if (values == NULL)
    return FALSE;
  if (values[0].kind != FROST_PICKLE_GLOBAL || values[1].kind != FROST_PICKLE_TUPLE)
    return corrupt (pickle, error, "it calls %s with %s",
                    frost_pickle_describe (&values[0]),
                    frost_pickle_describe (&values[1]));
  return pickle->host->call (pickle->host->data, &pickle->heap, &values[0],
                             values[1].items, &result, error)
         && push (pickle, &result, error);
}

/* Attributes set on an object: of a dictionary (its "_metadata") or of something opaque they
 * do not matter. */
static gboolean
build (FrostPickle *pickle, GError **error)
{
  const FrostPickleValue *values = pop (pickle, 2, error);

  if (values == NULL)
    return FALSE;
  if (values[0].kind != FROST_PICKLE_DICTIONARY && values[0].kind != FROST_PICKLE_OPAQUE
      && values[0].kind != FROST_PICKLE_TENSOR)
    return corrupt (pickle, error, "it sets attributes of %s",
                    frost_pickle_describe (&values[0]));
  pickle->stack.n++;
  return TRUE;
}

static gboolean
load_persistent (FrostPickle *pickle, GError **error)
{
  const FrostPickleValue *id = pop (pickle, 1, error);
  FrostPickleValue result;

  return id != NULL
         && pickle->host->load_persistent (pickle->host->data, &pickle->heap, id, &result,
                                           error)
         && push (pickle, &result, error);
}

static gboolean
get (FrostPickle *pickle, int width, GError **error)
{
  uint64_t index;

  if (!take_number (pickle, width, &index, error))
    return FALSE;
  if (index >= pickle->memo.n || pickle->memo.value[index].kind == FROST_PICKLE_MARK)
    return corrupt (pickle, error,
                    "it recalls value %" G_GUINT64_FORMAT ", which it has not kept",
                    index);
  return push (pickle, &pickle->memo.value[index], error);
}

static gboolean
put (FrostPickle *pickle, uint64_t index, GError **error)
{
  FrostPickleItems *memo = &pickle->memo;
  static const FrostPickleValue unused = { .kind = FROST_PICKLE_MARK };
  const FrostPickleValue *value = pop (pickle, 1, error);

  if (value == NULL)
    return FALSE;
  pickle->stack.n++;
  /* Picklers number what they keep one after the other (Python 2 from 1 on); a gap costs memory,
   * which is charged. */
  if (index > memo->n + (uint64_t) pickle->size)
    return corrupt (pickle, error, "it keeps a value under the number %" G_GUINT64_FORMAT,
                    index);
  while (memo->n <= index)
    if (!frost_pickle_heap_append (&pickle->heap, memo, &unused, 1, error))
      return FALSE;
  memo->value[index] = *value;
  return TRUE;
}

static gboolean
take_and_put (FrostPickle *pickle, int width, GError **error)
{
  uint64_t index;

  return take_number (pickle, width, &index, error) && put (pickle, index, error);
}

static gboolean
push_fixed_integer (FrostPickle *pickle, int width, GError **error)
{
  uint64_t number;

  if (!take_number (pickle, width, &number, error))
    return FALSE;
  return push_integer (pickle, width == 4 ? (int32_t) number : (int64_t) number, error);
}

static gboolean
check_protocol (FrostPickle *pickle, GError **error)
{
  uint64_t protocol;

  if (!take_number (pickle, 1, &protocol, error))
    return FALSE;
  if (protocol > 5)
    return fail (pickle, error, FROST_ENGINE_ERROR_UNSUPPORTED,
                 "has protocol %d, the newest known is 5", (int) protocol);
  return TRUE;
}

static gboolean
push_empty (FrostPickle *pickle, FrostPickleKind kind, GError **error)
{
  FrostPickleValue value;

  return frost_pickle_heap_new_items (&pickle->heap, kind, &value, error)
         && push (pickle, &value, error);
}

static gboolean
refuse_opcode (FrostPickle *pickle, uint8_t opcode, GError **error)
{
  const char *name = frost_pickle_opcode_name (opcode);

  pickle->position--;
  if (name == NULL)
    return corrupt (pickle, error, "0x%02x is no opcode", opcode);
  return fail (pickle, error, FROST_ENGINE_ERROR_UNSUPPORTED,
               "uses the opcode %s (0x%02x), which is not allowed", name, opcode);
}

static gboolean
step (FrostPickle *pickle, uint8_t opcode, GError **error)
{
  const FrostPickleValue *values;
  uint64_t ignored;
  guint n = 0;

  switch (opcode)
    {
    case FROST_OPCODE_PROTO:
      return check_protocol (pickle, error);
    case FROST_OPCODE_FRAME:
      /* How many bytes follow up to the next frame: of use to who reads from a pipe. */
      return take_number (pickle, 8, &ignored, error);
    case FROST_OPCODE_MARK:
      return push_kind (pickle, FROST_PICKLE_MARK, error);
    case FROST_OPCODE_NONE:
      return push_kind (pickle, FROST_PICKLE_NONE, error);
    case FROST_OPCODE_NEWTRUE:
    case FROST_OPCODE_NEWFALSE:
      return push_integer (pickle, opcode == FROST_OPCODE_NEWTRUE, error);
    case FROST_OPCODE_BININT1:
      return push_fixed_integer (pickle, 1, error);
    case FROST_OPCODE_BININT2:
      return push_fixed_integer (pickle, 2, error);
    case FROST_OPCODE_BININT:
      return push_fixed_integer (pickle, 4, error);
    case FROST_OPCODE_INT:
    case FROST_OPCODE_LONG:
      return push_decimal (pickle, error);
    case FROST_OPCODE_LONG1:
      return push_long (pickle, 1, error);
    case FROST_OPCODE_LONG4:
      return push_long (pickle, 4, error);
    case FROST_OPCODE_BINFLOAT:
      return take (pickle, 8, error) != NULL
             && push_kind (pickle, FROST_PICKLE_OPAQUE, error);
    case FROST_OPCODE_SHORT_BINUNICODE:
    case FROST_OPCODE_SHORT_BINSTRING:
    case FROST_OPCODE_SHORT_BINBYTES:
      return push_text (pickle, 1, error);
    case FROST_OPCODE_BINUNICODE:
    case FROST_OPCODE_BINSTRING:
    case FROST_OPCODE_BINBYTES:
      return push_text (pickle, 4, error);
    case FROST_OPCODE_BINUNICODE8:
    case FROST_OPCODE_BINBYTES8:
      return push_text (pickle, 8, error);
    case FROST_OPCODE_EMPTY_TUPLE:
      return push_empty (pickle, FROST_PICKLE_TUPLE, error);
    case FROST_OPCODE_EMPTY_LIST:
      return push_empty (pickle, FROST_PICKLE_LIST, error);
    case FROST_OPCODE_EMPTY_DICT:
      return push_empty (pickle, FROST_PICKLE_DICTIONARY, error);
    case FROST_OPCODE_EMPTY_SET:
      return push_kind (pickle, FROST_PICKLE_OPAQUE, error);
    case FROST_OPCODE_TUPLE1:
    case FROST_OPCODE_TUPLE2:
    case FROST_OPCODE_TUPLE3:
      n = opcode - FROST_OPCODE_TUPLE1 + 1;
      return push_tuple (pickle, pop (pickle, n, error), n, error);
    case FROST_OPCODE_TUPLE:
      values = pop_to_mark (pickle, &n, error);
      return push_tuple (pickle, values, n, error);
    case FROST_OPCODE_APPEND:
      return extend (pickle, pop (pickle, 1, error), 1, FROST_PICKLE_LIST, error);
    case FROST_OPCODE_APPENDS:
    case FROST_OPCODE_ADDITEMS:
      values = pop_to_mark (pickle, &n, error);
      return extend (pickle, values, n, FROST_PICKLE_LIST, error);
    case FROST_OPCODE_SETITEM:
      return extend (pickle, pop (pickle, 2, error), 2, FROST_PICKLE_DICTIONARY, error);
    case FROST_OPCODE_SETITEMS:
      values = pop_to_mark (pickle, &n, error);
      return extend (pickle, values, n, FROST_PICKLE_DICTIONARY, error);
    case FROST_OPCODE_GLOBAL:
      return push_global (pickle, error);
    case FROST_OPCODE_STACK_GLOBAL:
      return push_stack_global (pickle, error);
    case FROST_OPCODE_REDUCE:
    case FROST_OPCODE_NEWOBJ:
      return call (pickle, error);
    case FROST_OPCODE_BUILD:
      return build (pickle, error);
    case FROST_OPCODE_BINPERSID:
      return load_persistent (pickle, error);
    case FROST_OPCODE_BINGET:
      return get (pickle, 1, error);
    case FROST_OPCODE_LONG_BINGET:
      return get (pickle, 4, error);
    case FROST_OPCODE_BINPUT:
      return take_and_put (pickle, 1, error);
    case FROST_OPCODE_LONG_BINPUT:
      return take_and_put (pickle, 4, error);
    case FROST_OPCODE_MEMOIZE:
      return put (pickle, pickle->memo.n, error);
    default:
      return refuse_opcode (pickle, opcode, error);
    }
}

gboolean
frost_pickle_load (FrostPickle *pickle, FrostPickleValue *result, GError **error)
{
  pickle->stack.n = 0;
  pickle->memo.n = 0;
  for (;;)
    {
      const uint8_t *opcode = take (pickle, 1, error);
      if (opcode == NULL)
        return FALSE;
      if (*opcode == FROST_OPCODE_STOP)
        break;
      if (!step (pickle, *opcode, error))
        return FALSE;
    }
  const FrostPickleValue *value = pop (pickle, 1, error);
  if (value == NULL)
    return FALSE;
  *result = *value;
  return TRUE;
}

#include "engine/formats/json-reader.h"

#include "engine/core/error.h"

/* What jansson 2.14 takes on a 64-bit machine, with malloc's headers: an object its table of eight
 * buckets, a list eight places; a pair its key's node and half of a value; a value the larger of
 * string and number, and its place in a list that doubles. Text is there twice for a moment. */
#define CONTAINER_COST 240
#define PAIR_COST 80
#define VALUE_COST 96
#define BYTE_COST 3

static gboolean
scan (const char *text, size_t size, int max_depth, int64_t budget, GError **error)
{
  int64_t spent = VALUE_COST + BYTE_COST * (int64_t) size;
  int depth = 0;
  gboolean in_string = FALSE;

  for (size_t i = 0; i < size; i++)
    {
      if (in_string)
        {
          if (text[i] == '\\')
            i++;
          else if (text[i] == '"')
            in_string = FALSE;
          continue;
        }
      switch (text[i])
        {
        case '"':
          in_string = TRUE;
          break;
        case '{':
        case '[':
          spent += CONTAINER_COST;
          if (++depth > max_depth)
            {
              g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                           "JSON, byte %zu: is nested deeper than %d levels", i,
                           max_depth);
              return FALSE;
            }
          break;
        case '}':
        case ']':
          depth--;
          break;
        case ':':
          spent += PAIR_COST;
          break;
        case ',':
          spent += VALUE_COST;
          break;
        default:
          break;
        }
    }
  if (spent <= budget)
    return TRUE;
  g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_MEMORY,
               "JSON: reading it would take more than the %" G_GINT64_FORMAT
               " bytes that a file of this size may take",
               budget);
  return FALSE;
}

json_t *
frost_json_read (const char *text, size_t size, int depth, int64_t budget, GError **error)
{
  json_error_t problem;

  if (!scan (text, size, depth, budget, error))
    return NULL;
  json_t *value = json_loadb (text, size, JSON_REJECT_DUPLICATES, &problem);
  if (value == NULL)
    {
      g_strdelimit (problem.text, "\r\n", ' ');
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_CORRUPT,
                   "JSON, line %d, column %d: %s", problem.line, problem.column,
                   problem.text);
    }
  return value;
}

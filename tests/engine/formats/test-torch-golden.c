/* Small networks with what is special about each of torchvision's families, exported by PyTorch,
 * against what PyTorch made of a picture: make-torch-golden.py says how. Logits within 1e-4 of the
 * largest one; every gradient within 1e-3 of its largest number.
 */
#include "engine/formats/onnx.h"
#include "engine/graph/autograd.h"
#include "engine/graph/plan.h"
#include "engine/graph/surgery.h"

#include <math.h>
#include <string.h>

#define LOGITS_TOLERANCE 1e-4
#define GRADIENT_TOLERANCE 1e-3

typedef struct
{
  char *kind, *name;
  float *data;
  int64_t n;
} Array;

static void
array_clear (gpointer data)
{
  Array *array = data;

  g_free (array->kind);
  g_free (array->name);
  g_free (array->data);
}

static char *
path_of (const char *name, const char *ending)
{
  g_autofree char *file = g_strconcat (name, ending, NULL);

  return g_test_build_filename (G_TEST_DIST, "engine", "formats", "torch-golden", file,
                                NULL);
}

/* The arrays of a file, of Array. */
static GArray *
read_golden (const char *name)
{
  g_autofree char *path = path_of (name, ".golden");
  g_autoptr (GError) error = NULL;
  GArray *arrays = g_array_new (FALSE, TRUE, sizeof (Array));
  g_autofree char *bytes = NULL;
  gsize size;

  g_array_set_clear_func (arrays, array_clear);
  g_file_get_contents (path, &bytes, &size, &error);
  g_assert_no_error (error);
  const char *end = strstr (bytes, "\n\n");
  g_assert_nonnull (end);
  g_autofree char *head = g_strndup (bytes, (gsize) (end - bytes));
  g_auto (GStrv) lines = g_strsplit (head, "\n", -1);
  const char *data = end + 2;

  for (int i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
      Array array = { .kind = g_strdup (words[0]), .name = g_strdup (words[1]), .n = 1 };

      for (int k = 2; words[k] != NULL; k++)
        array.n *= g_ascii_strtoll (words[k], NULL, 10);
      array.data = g_memdup2 (data, sizeof (float) * (size_t) array.n);
      data += sizeof (float) * (size_t) array.n;
      g_array_append_val (arrays, array);
    }
  g_assert_cmpint (data - bytes, ==, (gssize) size);
  return arrays;
}

static const Array *
find (GArray *golden, const char *kind, const char *name)
{
  for (guint i = 0; i < golden->len; i++)
    {
      const Array *array = &g_array_index (golden, Array, i);

      if (g_str_equal (array->kind, kind) && g_str_equal (array->name, name))
        return array;
    }
  g_error ("there is no %s %s", kind, name);
}

static void
check (const char *what, const float *ours, const Array *theirs, double tolerance)
{
  double largest = 0, difference = 0;

  for (int64_t i = 0; i < theirs->n; i++)
    {
      largest = MAX (largest, fabs ((double) theirs->data[i]));
      difference = MAX (difference, fabs ((double) ours[i] - (double) theirs->data[i]));
      g_assert_true (isfinite (ours[i]));
    }
  if (difference > tolerance * largest)
    g_error ("%s differs by %g of %g", what, difference, largest);
}

static void
check_logits (const FrostModel *model, GArray *golden, int n, FrostWorkerPool *pool)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostPlan) plan =
      frost_plan_new (model, 0, frost_graph_n_values (model->graph) - 1, pool, &error);
  const Array *logits = find (golden, "logits", "logits");
  g_autofree float *y = g_new (float, logits->n);

  g_assert_no_error (error);
  g_assert_cmpint (frost_model_n_outputs (model) * n, ==, logits->n);
  frost_plan_run (plan, find (golden, "input", "input")->data, n, y);
  check ("logits", y, logits, LOGITS_TOLERANCE);
}

static void
check_gradients (FrostModel *model, GArray *golden, int n, FrostWorkerPool *pool)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostAutograd) autograd = NULL;
  const Array *labels = find (golden, "labels", "labels");
  g_autofree int *classes = g_new (int, n);
  FrostStepResult result;
  int n_gradients = 0;

  for (int i = 0; i < n; i++)
    classes[i] = (int) labels->data[i];
  frost_surgery_freeze (model, 0, &error);
  g_assert_no_error (error);
  autograd = frost_autograd_new (model, 0, n, pool, &error);
  g_assert_no_error (error);
  frost_autograd_step (autograd, find (golden, "input", "input")->data, classes, NULL, n,
                       &result);
  const float loss = (float) (result.loss / n);
  check ("loss", &loss, find (golden, "loss", "loss"), LOGITS_TOLERANCE);

  for (int i = 0; i < (int) model->parameters->len; i++)
    {
      const FrostParameter *p = frost_model_parameter (model, i);
      g_autofree float *onnx = g_new (float, p->tensor->n);
      int64_t dims[FROST_SHAPE_MAX_RANK];
      int rank;

      if (!p->trainable)
        continue;
      const Array *theirs = find (golden, "gradient", p->name);
      g_assert_cmpint (theirs->n, ==, p->tensor->n);
      frost_onnx_layout_export (model, i, frost_autograd_gradient (autograd, i), onnx,
                                dims, &rank);
      check (p->name, onnx, theirs, GRADIENT_TOLERANCE);
      n_gradients++;
    }
  for (guint i = 0; i < golden->len; i++)
    n_gradients -= g_str_equal (g_array_index (golden, Array, i).kind, "gradient");
  g_assert_cmpint (n_gradients, ==, 0);
}

static void
test_network (gconstpointer data)
{
  const char *name = data;
  g_autofree char *path = path_of (name, ".onnx");
  g_autoptr (GError) error = NULL;
  g_autoptr (FrostModel) model = frost_onnx_load (path, &error);
  g_autoptr (FrostWorkerPool) pool = NULL;
  g_autoptr (GArray) golden = read_golden (name);
  int n = (int) find (golden, "labels", "labels")->n;

  g_assert_no_error (error);
  g_assert_cmpstr (model->truncated, ==, NULL);
  pool = frost_worker_pool_new (2);
  check_logits (model, golden, n, pool);
  check_gradients (model, golden, n, pool);
}

int
main (int argc, char **argv)
{
  static const char *const names[] = {
    "alexnet-layers",        "convnext-opset-11",  "densenet-block",
    "efficientnet-block",    "inception-branches", "mobilenet-v3-opset-11",
    "mobilenet-v3-opset-17", "shufflenet-block",   "swin",
    "vit-opset-11",          "vit-opset-17",
  };

  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/torch-golden/", names[i], NULL);
      g_test_add_data_func (path, names[i], test_network);
    }
  return g_test_run ();
}

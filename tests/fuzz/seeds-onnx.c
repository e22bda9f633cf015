/* seeds-onnx FOLDER: small models, something of every kind that a file can have. */
#include "tests/engine/formats/onnx-writer.h"

static void
save (const char *folder, const char *name, Wire *graph, int64_t opset)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) bytes = onnx_bytes (onnx_model (graph, opset));
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (!g_file_set_contents (path, data, (gssize) size, NULL))
    g_error ("%s could not be written", path);
}

static Wire *
network (void)
{
  Wire *graph = graph_begin (16, 16), *pool = onnx_node ("MaxPool", "pool1", "r", "m"),
       *concat = onnx_node ("Concat", "join", "m,m", "j");

  graph_conv (graph);
  graph_node (graph, onnx_node ("BatchNormalization", "bn", "c,g,g,g,g", "b"));
  graph_initializer (graph, onnx_floats ("g", (int64_t[]){ 4 }, 1, 1, 0.5f));
  graph_initializer (graph, onnx_floats ("low", NULL, 0, 0, 0));
  graph_initializer (graph, onnx_floats ("high", NULL, 0, 6, 0));
  graph_node (graph, onnx_node ("Clip", "relu6", "b,low,high", "r"));
  onnx_attribute_ints (pool, "kernel_shape", 2, (int64_t) 2, (int64_t) 2);
  graph_node (graph, pool);
  onnx_attribute_int (concat, "axis", 1);
  graph_node (graph, concat);
  graph_head (graph, "j", 8);
  return graph;
}

/* A shape that is computed, as exporters write it. */
static Wire *
arithmetic (void)
{
  Wire *graph = graph_begin (8, 8), *gather = onnx_node ("Gather", "g", "s,zero", "n"),
       *unsqueeze = onnx_node ("Unsqueeze", "u", "n,first", "list"),
       *concat = onnx_node ("Concat", "k", "list,rest", "shape");

  graph_conv (graph);
  graph_node (graph, onnx_node ("Relu", "relu", "c", "r"));
  graph_node (graph, onnx_node ("Shape", "sh", "r", "s"));
  graph_initializer (graph, onnx_tensor ("zero", 7, NULL, 0, "\0\0\0\0\0\0\0\0", 8));
  graph_initializer (graph, onnx_ints ("first", (int64_t[]){ 0 }, 1));
  graph_initializer (graph, onnx_ints ("rest", (int64_t[]){ -1 }, 1));
  graph_node (graph, gather);
  graph_node (graph, unsqueeze);
  onnx_attribute_int (concat, "axis", 0);
  graph_node (graph, concat);
  graph_node (graph, onnx_node ("Reshape", "re", "r,shape", "flat"));
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 256, 2 }, 2, 0, 1e-3f));
  graph_node (graph, onnx_node ("MatMul", "mm", "flat,w", "y"));
  return graph;
}

/* Weights that stay in the file, and halves. */
static Wire *
large (void)
{
  Wire *graph = graph_begin (4, 4), *conv = onnx_node ("Conv", "conv", "input,w,b", "c");
  g_autofree char *halves = g_malloc0 (2 * 24 * 3 * 9);

  onnx_attribute_ints (conv, "kernel_shape", 2, (int64_t) 3, (int64_t) 3);
  graph_initializer (graph, onnx_tensor ("b", 10, (int64_t[]){ 24 }, 1, halves, 48));
  graph_initializer (graph, onnx_floats ("w", (int64_t[]){ 24, 3, 3, 3 }, 4, -1, 1e-2f));
  graph_initializer (graph, onnx_floats ("unused", (int64_t[]){ 2000 }, 1, 0, 1));
  graph_node (graph, conv);
  graph_head (graph, "c", 24);
  return graph;
}

int
main (int argc, char **argv)
{
  if (argc != 2)
    return 1;
  save (argv[1], "network", network (), 13);
  save (argv[1], "arithmetic", arithmetic (), 13);
  save (argv[1], "large", large (), 17);
  return 0;
}

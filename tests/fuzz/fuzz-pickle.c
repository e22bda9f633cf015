/* The pickle machine with PyTorch's globals, and the search for the weights. */
#include "engine/formats/torch-pickle.h"
#include "tests/fuzz/fuzz-tensor-file.h"

#define BUDGET (INT64_C (8) << 20)

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_auto (FrostTorchPickle) torch;
  FrostTensorList list;
  FrostPickleValue root;

  frost_torch_pickle_init (&torch);
  frost_tensor_list_init (&list);
  {
    g_autoptr (FrostPickle) pickle = frost_pickle_new (data, size, BUDGET, &torch.host);
    g_autoptr (GError) error = NULL;

    /* As PyTorch's old files have them: one after the other. */
    while (error == NULL && frost_pickle_load (pickle, &root, &error))
      frost_torch_pickle_list (&torch, frost_pickle_peek_heap (pickle), &root, &list,
                               &error);
    g_assert_nonnull (error);
    g_assert_cmpint (frost_pickle_peek_heap (pickle)->spent, <=, BUDGET);
  }
  frost_tensor_list_clear (&list);
  return 0;
}

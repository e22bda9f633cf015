/* isa-row-sums.c - one sum for each row, the counterpart of isa-sums.c. */
#include "engine/kernels/isa-rows.h"

void
FROST_ISA_SYMBOL (frost_isa_row_sums) (double *sum, const float *x, int64_t rows,
                                       int64_t c)
{
  for (int64_t r = 0; r < rows; r++)
    sum[r] += row_total (x + r * c, x + r * c, 0, c, ROW_NUMBERS);
}

void
FROST_ISA_SYMBOL (frost_isa_row_square_sums) (double *sum, const float *x, int64_t rows,
                                              int64_t c)
{
  for (int64_t r = 0; r < rows; r++)
    sum[r] += row_total (x + r * c, x + r * c, 0, c, ROW_SQUARES);
}

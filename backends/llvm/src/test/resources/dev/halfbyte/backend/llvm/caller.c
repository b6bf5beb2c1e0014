/* What an application does with a generated library: see README of this module. */
#include "mlp_s8.h"

#include <stdio.h>
#include <stdlib.h>

#define ROWS 5

static int check(int32_t actual, int32_t expected, const char *what) {
  if (actual != expected) {
    fprintf(stderr, "%s: status %d, not %d\n", what, (int)actual, (int)expected);
    return 1;
  }
  return 0;
}

int main(void) {
  mlp_s8_ctx ctx = {{0}};
  int64_t dims[1] = {ROWS};
  static float x[ROWS * 19];
  static int16_t codes[ROWS * 19];
  static float y[ROWS * 19];
  void *args[3] = {x, codes, y};
  int faults = 0;

  /* Misuse is answered by a status, before anything is written. */
  faults += check(mlp_s8_init(NULL, hb_features(), NULL), HB_BAD_POINTER, "init without context");
  faults += check(mlp_s8_init(&ctx, 0, NULL), HB_NO_VARIANT, "init without features");
  faults += check(mlp_s8_run(&ctx, args, dims, NULL, NULL, NULL), HB_BAD_CONTEXT, "run before init");
  faults += check(mlp_s8_variant(&ctx)[0], 0, "variant before init");
  void *zeros = aligned_alloc(64, MLP_S8_WEIGHT_BYTES);
  if (zeros == NULL) {
    return 2;
  }
  for (int64_t i = 0; i < MLP_S8_WEIGHT_BYTES; i++) {
    ((char *)zeros)[i] = 0;
  }
  faults += check(mlp_s8_init(&ctx, hb_features(), zeros), HB_BAD_WEIGHTS, "foreign weights");
  faults += check(mlp_s8_init(&ctx, hb_features(), (char *)zeros + 8), HB_BAD_POINTER,
                  "misaligned weights");
  free(zeros);

  /* The normal course. */
  faults += check(mlp_s8_init(&ctx, hb_features(), NULL), HB_OK, "init");
  int64_t bytes = mlp_s8_workspace_bytes(dims);
  void *workspace = aligned_alloc(64, (size_t)bytes);
  if (fread(x, sizeof x, 1, stdin) != 1) {
    return 2;
  }
  faults += check(mlp_s8_run(&ctx, args, dims, workspace, NULL, NULL), HB_OK, "run");

  /* More misuse. */
  int64_t large[1] = {301};
  void *missing[3] = {x, NULL, y};
  faults += check((int32_t)-mlp_s8_workspace_bytes(large), HB_BAD_DIMS, "dims of workspace");
  faults += check(mlp_s8_run(&ctx, args, large, workspace, NULL, NULL), HB_BAD_DIMS, "dims");
  faults += check(mlp_s8_run(&ctx, missing, dims, workspace, NULL, NULL), HB_BAD_POINTER, "argument");
  faults += check(mlp_s8_run(&ctx, args, dims, NULL, NULL, NULL), HB_BAD_POINTER, "workspace");
  faults += check(mlp_s8_run(&ctx, args, dims, (char *)workspace + 4, NULL, NULL), HB_BAD_POINTER,
                  "misaligned workspace");
  free(workspace);
  if (faults == 0) {
    fwrite(y, sizeof y, 1, stdout);
  }
  return faults;
}

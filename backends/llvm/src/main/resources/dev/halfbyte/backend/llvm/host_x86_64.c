/* Runs jobs on a generated library: host LIBRARY KERNEL SLOTS <jobs >results
 *
 * A job is a stream of 64-bit words: features, number of dims, number of arguments, the dims, for
 * each argument its direction (0 in, 1 out) and bytes, then the inputs. A result is: status,
 * nanoseconds, 16 bytes of the variant's name, then, for status 0, the outputs. Jobs follow one
 * another until the end of input.
 *
 * The kernel runs with float control bits that would change results (flush to zero, round toward
 * zero), to show that it does not depend on the caller's; status 99 reports that it failed to put
 * them back. hb_runtime.h comes before this text. */
#include <dlfcn.h>
#include <immintrin.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOSTILE_MXCSR 0xffc0u /* flush results, flush operands, round toward zero, no traps */
#define MAX_SLOTS 64

typedef int32_t (*init_fn)(void *, uint64_t, const void *);
typedef const char *(*variant_fn)(const void *);
typedef int64_t (*workspace_fn)(const int64_t *);
typedef int32_t (*run_fn)(const void *, void *const *, const int64_t *, void *, hb_parallel_for_fn,
                          void *);

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static void *allocate(uint64_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 127) / 64 * 64);
  if (memory == NULL) {
    fail("out of memory");
  }
  return memory;
}

static void read_exactly(void *to, uint64_t bytes) {
  if (fread(to, 1, bytes, stdin) != bytes) {
    fail("truncated job");
  }
}

static uint64_t read_word(void) {
  uint64_t word;
  read_exactly(&word, sizeof word);
  return word;
}

static void *function(void *library, const char *kernel, const char *name) {
  char symbol[512];
  snprintf(symbol, sizeof symbol, "%s_%s", kernel, name);
  void *address = dlsym(library, symbol);
  if (address == NULL) {
    fail(dlerror());
  }
  return address;
}

struct task {
  hb_range_fn body;
  void *closure;
  int64_t begin, end;
};

static void *work(void *argument) {
  struct task *task = argument;
  _mm_setcsr(HOSTILE_MXCSR);
  task->body(task->closure, task->begin, task->end);
  return NULL;
}

/* One thread for each of *slots shares; the last share comes first, since order must not matter. */
static void parallel_for(void *pool, int64_t count, hb_range_fn body, void *closure) {
  int64_t slots = *(const int64_t *)pool;
  pthread_t threads[MAX_SLOTS];
  struct task tasks[MAX_SLOTS];
  for (int64_t s = slots - 1; s >= 0; s--) {
    tasks[s] = (struct task){body, closure, count * s / slots, count * (s + 1) / slots};
    if (pthread_create(&threads[s], NULL, work, &tasks[s]) != 0) {
      fail("cannot start a thread");
    }
  }
  for (int64_t s = 0; s < slots; s++) {
    pthread_join(threads[s], NULL);
  }
}

struct entries {
  init_fn init;
  variant_fn variant;
  workspace_fn workspace;
  run_fn run;
};

static int64_t run_kernel(const struct entries *kernel, const void *context, void **arguments,
                          const int64_t *dims, int64_t *slots, int64_t *nanoseconds) {
  int64_t bytes = kernel->workspace(dims);
  if (bytes < 0) {
    return -bytes;
  }
  void *workspace = allocate((uint64_t)bytes);
  struct timespec before, after;
  unsigned saved = _mm_getcsr();
  clock_gettime(CLOCK_MONOTONIC, &before);
  _mm_setcsr(HOSTILE_MXCSR);
  int64_t status = kernel->run(context, arguments, dims, workspace,
                               *slots > 1 ? parallel_for : NULL, slots);
  if (_mm_getcsr() != HOSTILE_MXCSR) {
    status = 99;
  }
  _mm_setcsr(saved);
  clock_gettime(CLOCK_MONOTONIC, &after);
  *nanoseconds = (after.tv_sec - before.tv_sec) * 1000000000 + (after.tv_nsec - before.tv_nsec);
  free(workspace);
  return status;
}

static void run_job(const struct entries *kernel, uint64_t features, int64_t *slots) {
  uint64_t dim_count = read_word();
  uint64_t argument_count = read_word();
  int64_t *dims = allocate(8 * dim_count);
  uint64_t *table = allocate(16 * argument_count);
  void **arguments = allocate(8 * argument_count);
  read_exactly(dims, 8 * dim_count);
  read_exactly(table, 16 * argument_count);
  for (uint64_t i = 0; i < argument_count; i++) {
    arguments[i] = allocate(table[2 * i + 1]);
    if (table[2 * i] == 0) {
      read_exactly(arguments[i], table[2 * i + 1]);
    }
  }
  uint64_t context[8];
  char name[16] = {0};
  int64_t nanoseconds = 0;
  int64_t status = kernel->init(context, features & hb_features(), NULL);
  if (status == HB_OK) {
    strncpy(name, kernel->variant(context), sizeof name - 1);
    status = run_kernel(kernel, context, arguments, dims, slots, &nanoseconds);
  }
  fwrite(&status, 8, 1, stdout);
  fwrite(&nanoseconds, 8, 1, stdout);
  fwrite(name, 1, sizeof name, stdout);
  for (uint64_t i = 0; i < argument_count; i++) {
    if (status == HB_OK && table[2 * i] == 1) {
      fwrite(arguments[i], 1, table[2 * i + 1], stdout);
    }
    free(arguments[i]);
  }
  free(arguments);
  free(table);
  free(dims);
}

int main(int count, char **words) {
  if (count != 4) {
    fail("usage: host LIBRARY KERNEL SLOTS <jobs >results");
  }
  void *library = dlopen(words[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fail(dlerror());
  }
  struct entries kernel;
  *(void **)&kernel.init = function(library, words[2], "init");
  *(void **)&kernel.variant = function(library, words[2], "variant");
  *(void **)&kernel.workspace = function(library, words[2], "workspace_bytes");
  *(void **)&kernel.run = function(library, words[2], "run");
  int64_t slots = atoi(words[3]);
  if (slots < 1 || slots > MAX_SLOTS) {
    fail("SLOTS is 1 to 64");
  }
  uint64_t features;
  while (fread(&features, sizeof features, 1, stdin) == 1) {
    run_job(&kernel, features, &slots);
  }
  if (fflush(stdout) != 0) {
    fail("cannot write results");
  }
  return 0;
}

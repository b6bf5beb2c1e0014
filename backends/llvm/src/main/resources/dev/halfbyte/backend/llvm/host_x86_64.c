/* Serves calls of generated libraries: host <requests >answers
 *
 * Requests and answers are frames: a 64-bit count of bytes, then that many bytes. The host reads a
 * request whole before it answers, and ends with its input. All numbers are 64-bit words.
 *
 * Load: 1, bytes of the kernel's name, bytes of the library, the name, the library. The library
 * replaces the one of the last load. Answer: 0, or 1 and what the loader complains of.
 *
 * Run: 2, features, slots, fill, placement, number of dims, number of arguments, the dims, for each
 * argument its direction (0 in, 1 out) and bytes, then the inputs. Answer: status, nanoseconds, 16
 * bytes of the variant's name, bytes of the workspace, then, for status 0, the outputs. Besides those of the library there
 * are the statuses below, whose second word is the number of the argument, or that of arguments for
 * the workspace.
 *
 * Every buffer has inaccessible pages around it and guard bytes up to them. Placement 0 puts it on
 * a 64-byte boundary, 1 as close to the end of a page as its elements allow. Outputs and workspace
 * are filled with the byte `fill` beforehand. The kernel runs with float control bits that would
 * change results (flush to zero, round toward zero), to show that it does not depend on the
 * caller's. hb_runtime.h comes before this text. */
#include <dlfcn.h>
#include <immintrin.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define HOSTILE_MXCSR 0xffc0u /* flush results, flush operands, round toward zero, no traps */
#define MAX_SLOTS 64
#define PAGE 4096
#define LEAD 64
#define GUARD 0x5c
#define EMULATED_TILES (UINT64_C(1) << 62) /* variants for tests, which no processor has to know */

enum { CONTROL_WORD_LOST = 99, GUARD_OVERWRITTEN = 98, INPUT_OVERWRITTEN = 97 };

typedef int32_t (*init_fn)(void *, uint64_t, const void *);
typedef const char *(*variant_fn)(const void *);
typedef int64_t (*workspace_fn)(const int64_t *);
typedef int32_t (*run_fn)(const void *, void *const *, const int64_t *, void *, hb_parallel_for_fn,
                          void *);

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

/* The rest of a request. */
struct request {
  const uint8_t *at;
  uint64_t left;
};

static const void *take(struct request *request, uint64_t bytes) {
  if (bytes > request->left) {
    fail("truncated request");
  }
  const uint8_t *at = request->at;
  request->at += bytes;
  request->left -= bytes;
  return at;
}

static uint64_t take_word(struct request *request) {
  uint64_t word;
  memcpy(&word, take(request, sizeof word), sizeof word);
  return word;
}

static void put_word(uint64_t word) { fwrite(&word, sizeof word, 1, stdout); }

struct buffer {
  uint8_t *pages; /* the accessible ones */
  uint64_t span;  /* bytes of these */
  uint64_t lead;  /* where the data begins */
  uint64_t bytes; /* of data */
};

static struct buffer new_buffer(uint64_t bytes, uint64_t placement, uint64_t alignment, int fill) {
  struct buffer buffer = {.bytes = bytes};
  buffer.span = (bytes + 2 * LEAD + PAGE - 1) / PAGE * PAGE;
  uint8_t *all = mmap(NULL, buffer.span + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (all == MAP_FAILED || mprotect(all + PAGE, buffer.span, PROT_READ | PROT_WRITE) != 0) {
    fail("out of memory");
  }
  buffer.pages = all + PAGE;
  buffer.lead = placement == 0 ? LEAD : (buffer.span - bytes) / alignment * alignment;
  memset(buffer.pages, GUARD, buffer.span);
  memset(buffer.pages + buffer.lead, fill, bytes);
  return buffer;
}

static int intact(const struct buffer *buffer) {
  uint8_t difference = 0;
  for (uint64_t i = 0; i < buffer->lead; i++) {
    difference |= buffer->pages[i] ^ GUARD;
  }
  for (uint64_t i = buffer->lead + buffer->bytes; i < buffer->span; i++) {
    difference |= buffer->pages[i] ^ GUARD;
  }
  return difference == 0;
}

static void drop(const struct buffer *buffer) {
  munmap(buffer->pages - PAGE, buffer->span + 2 * PAGE);
}

struct pool {
  int64_t slots;
  int control_word_lost;
};

struct task {
  struct pool *pool;
  hb_range_fn body;
  void *closure;
  int64_t begin, end;
};

static void *work(void *argument) {
  struct task *task = argument;
  _mm_setcsr(HOSTILE_MXCSR);
  task->body(task->closure, task->begin, task->end);
  if (_mm_getcsr() != HOSTILE_MXCSR) {
    __atomic_store_n(&task->pool->control_word_lost, 1, __ATOMIC_RELAXED);
  }
  return NULL;
}

/* One thread for each of the slots; the last share comes first, since order must not matter. */
static void parallel_for(void *context, int64_t count, hb_range_fn body, void *closure) {
  struct pool *pool = context;
  int64_t slots = pool->slots;
  pthread_t threads[MAX_SLOTS];
  struct task tasks[MAX_SLOTS];
  for (int64_t s = slots - 1; s >= 0; s--) {
    tasks[s] = (struct task){pool, body, closure, count * s / slots, count * (s + 1) / slots};
    if (pthread_create(&threads[s], NULL, work, &tasks[s]) != 0) {
      fail("cannot start a thread");
    }
  }
  for (int64_t s = 0; s < slots; s++) {
    pthread_join(threads[s], NULL);
  }
}

struct kernel {
  void *library;
  init_fn init;
  variant_fn variant;
  workspace_fn workspace;
  run_fn run;
};

static void *function(void *library, const char *kernel, const char *name) {
  char symbol[512];
  snprintf(symbol, sizeof symbol, "%s_%s", kernel, name);
  return dlsym(library, symbol);
}

static void *open_library(const void *library, uint64_t bytes) {
  int file = memfd_create("kernel", MFD_CLOEXEC);
  if (file < 0 || write(file, library, bytes) != (ssize_t)bytes) {
    fail("cannot keep a library in memory");
  }
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  void *opened = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  close(file);
  return opened;
}

static void load(struct kernel *kernel, struct request *request) {
  if (kernel->library != NULL) {
    dlclose(kernel->library);
  }
  uint64_t name_bytes = take_word(request);
  uint64_t library_bytes = take_word(request);
  char name[256] = {0};
  if (name_bytes >= sizeof name) {
    fail("name too long");
  }
  memcpy(name, take(request, name_bytes), name_bytes);
  kernel->library = open_library(take(request, library_bytes), library_bytes);
  const char *complaint = "";
  if (kernel->library == NULL) {
    complaint = dlerror();
  } else {
    *(void **)&kernel->init = function(kernel->library, name, "init");
    *(void **)&kernel->variant = function(kernel->library, name, "variant");
    *(void **)&kernel->workspace = function(kernel->library, name, "workspace_bytes");
    *(void **)&kernel->run = function(kernel->library, name, "run");
    if (!kernel->init || !kernel->variant || !kernel->workspace || !kernel->run) {
      complaint = "a function is missing";
    }
  }
  put_word(8 + strlen(complaint));
  put_word(*complaint != 0);
  fwrite(complaint, 1, strlen(complaint), stdout);
}

/* What a run is done with and what it leaves. */
struct call {
  uint64_t placement, fill;
  const int64_t *dims;
  uint64_t count;       /* of arguments */
  const uint64_t *table; /* direction and bytes of each */
  struct buffer *buffers;
  const uint8_t **inputs;
  struct pool pool;
  uint64_t detail; /* nanoseconds, or the number of a buffer */
  uint64_t workspace_bytes;
};

static int64_t check_buffers(struct call *call, const struct buffer *workspace) {
  for (uint64_t i = 0; i < call->count; i++) {
    const struct buffer *buffer = &call->buffers[i];
    call->detail = i;
    if (!intact(buffer)) {
      return GUARD_OVERWRITTEN;
    }
    if (call->table[2 * i] == 0 &&
        memcmp(buffer->pages + buffer->lead, call->inputs[i], buffer->bytes) != 0) {
      return INPUT_OVERWRITTEN;
    }
  }
  call->detail = call->count;
  return intact(workspace) ? 0 : GUARD_OVERWRITTEN;
}

static int64_t run_kernel(const struct kernel *kernel, const void *context, struct call *call,
                          void **arguments) {
  int64_t bytes = kernel->workspace(call->dims);
  if (bytes < 0) {
    return -bytes;
  }
  call->workspace_bytes = (uint64_t)bytes;
  struct buffer workspace = new_buffer((uint64_t)bytes, call->placement, 64, (int)call->fill);
  struct timespec before, after;
  unsigned saved = _mm_getcsr();
  clock_gettime(CLOCK_MONOTONIC, &before);
  _mm_setcsr(HOSTILE_MXCSR);
  int64_t status = kernel->run(context, arguments, call->dims, workspace.pages + workspace.lead,
                               call->pool.slots > 1 ? parallel_for : NULL, &call->pool);
  int lost = _mm_getcsr() != HOSTILE_MXCSR || call->pool.control_word_lost;
  _mm_setcsr(saved);
  clock_gettime(CLOCK_MONOTONIC, &after);
  if (status == HB_OK) {
    status = lost ? CONTROL_WORD_LOST : check_buffers(call, &workspace);
  }
  if (status == HB_OK) {
    call->detail = (uint64_t)((after.tv_sec - before.tv_sec) * 1000000000 +
                              (after.tv_nsec - before.tv_nsec));
  }
  drop(&workspace);
  return status;
}

static void answer(const struct call *call, int64_t status, const char *name) {
  uint64_t bytes = 40;
  for (uint64_t i = 0; i < call->count; i++) {
    bytes += status == HB_OK && call->table[2 * i] == 1 ? call->table[2 * i + 1] : 0;
  }
  put_word(bytes);
  put_word((uint64_t)status);
  put_word(call->detail);
  fwrite(name, 1, 16, stdout);
  put_word(call->workspace_bytes);
  for (uint64_t i = 0; i < call->count; i++) {
    if (status == HB_OK && call->table[2 * i] == 1) {
      fwrite(call->buffers[i].pages + call->buffers[i].lead, 1, call->buffers[i].bytes, stdout);
    }
  }
}

static void run(const struct kernel *kernel, struct request *request) {
  struct call call = {0};
  uint64_t features = take_word(request);
  call.pool.slots = (int64_t)take_word(request);
  call.fill = take_word(request);
  call.placement = take_word(request);
  uint64_t dims = take_word(request);
  call.count = take_word(request);
  if (kernel->library == NULL || call.pool.slots < 1 || call.pool.slots > MAX_SLOTS) {
    fail("no library, or more than 64 slots");
  }
  call.dims = take(request, 8 * dims);
  call.table = take(request, 16 * call.count);
  call.buffers = calloc(call.count + 1, sizeof *call.buffers);
  call.inputs = calloc(call.count + 1, sizeof *call.inputs);
  void **arguments = calloc(call.count + 1, sizeof *arguments);
  for (uint64_t i = 0; i < call.count; i++) {
    uint64_t bytes = call.table[2 * i + 1];
    struct buffer buffer = new_buffer(bytes, call.placement, 1, (int)call.fill);
    arguments[i] = buffer.pages + buffer.lead;
    call.buffers[i] = buffer;
    if (call.table[2 * i] == 0) {
      call.inputs[i] = take(request, bytes);
      memcpy(arguments[i], call.inputs[i], bytes);
    }
  }
  if ((features & HB_FEATURE_AMX) != 0) {
    hb_request_amx(); /* a refusal shows in the features, and so in the name of the variant */
  }
  uint64_t context[3];
  char name[16] = {0};
  int64_t status = kernel->init(context, features & (hb_features() | EMULATED_TILES), NULL);
  if (status == HB_OK) {
    strncpy(name, kernel->variant(context), sizeof name - 1);
    status = run_kernel(kernel, context, &call, arguments);
  }
  answer(&call, status, name);
  for (uint64_t i = 0; i < call.count; i++) {
    drop(&call.buffers[i]);
  }
  free(arguments);
  free(call.inputs);
  free(call.buffers);
}

int main(void) {
  struct kernel kernel = {0};
  uint64_t bytes;
  while (fread(&bytes, sizeof bytes, 1, stdin) == 1) {
    uint8_t *frame = malloc(bytes + 1);
    if (frame == NULL || fread(frame, 1, bytes, stdin) != bytes) {
      fail("truncated request");
    }
    struct request request = {frame, bytes};
    if (take_word(&request) == 1) {
      load(&kernel, &request);
    } else {
      run(&kernel, &request);
    }
    free(frame);
    if (fflush(stdout) != 0) {
      fail("cannot write an answer");
    }
  }
  return 0;
}

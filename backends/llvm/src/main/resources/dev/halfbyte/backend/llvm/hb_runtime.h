#ifndef HB_RUNTIME_ABI
#define HB_RUNTIME_ABI 1

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Results of init and run; workspace_bytes returns them negated. */
enum hb_status {
  HB_OK = 0,          /* done */
  HB_NO_VARIANT = 1,  /* no variant of the library fits the given CPU features */
  HB_BAD_CONTEXT = 2, /* the context was not filled by this library's init */
  HB_BAD_DIMS = 3,    /* a dim is outside its stated bounds */
  HB_BAD_POINTER = 4, /* a pointer is null, or weights or workspace are not aligned to 64 bytes */
  HB_BAD_WEIGHTS = 5  /* the weights are not those of this kernel and instruction set family */
};

/* Bits of the features word of init. Clear a bit to keep its variant from being chosen. */
#define HB_FEATURE_AVX2 (UINT64_C(1) << 0)        /* AVX2 and FMA */
#define HB_FEATURE_AVX512_VNNI (UINT64_C(1) << 1) /* AVX-512 F, BW, DQ, VL and VNNI */
#define HB_FEATURE_AMX (UINT64_C(1) << 2)         /* AMX-TILE, AMX-INT8, GFNI and AVX512_VNNI */
#define HB_FEATURE_NEON (UINT64_C(1) << 16)       /* Advanced SIMD */
#define HB_FEATURE_DOTPROD (UINT64_C(1) << 17)    /* sdot, udot */
#define HB_FEATURE_I8MM (UINT64_C(1) << 18)       /* smmla and what DOTPROD has */

/* Work on iterations begin .. end-1 of a parallel loop. */
typedef void (*hb_range_fn)(void *closure, int64_t begin, int64_t end);

/* Your thread pool: calls body(closure, begin, end) on ranges that cover 0 .. count-1 once each, on
   any threads, and returns when all are done. The split never changes a result. */
typedef void (*hb_parallel_for_fn)(void *pool, int64_t count, hb_range_fn body, void *closure);

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#include <cpuid.h>

#if defined(__linux__)
/* Linux hands out the tile registers of AMX on request, to whole processes. arch_prctl(code,
   operand), without a C library; a negated errno on refusal. */
static inline long hb_arch_prctl(unsigned long code, unsigned long operand) {
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(158L), "D"(code), "S"(operand)
                   : "rcx", "r11", "memory");
  return result;
}
#endif

/* Asks once for the tile registers, for all threads of the process, and returns 1 if it may use
   them. To be called before hb_features, which reports them only then; whoever does not ask gets
   the next best variant. Afterwards the system keeps 8 KiB more for each thread that used them, and
   refuses alternate signal stacks that are too small for it. */
static inline int hb_request_amx(void) {
#if defined(__linux__)
  return hb_arch_prctl(0x1023 /* ARCH_REQ_XCOMP_PERM */, 18 /* tile data */) == 0;
#else
  return 0;
#endif
}

/* Whether this process has been given the tile registers. */
static inline int hb_may_use_amx(void) {
#if defined(__linux__)
  uint64_t granted = 0;
  return hb_arch_prctl(0x1022 /* ARCH_GET_XCOMP_PERM */, (unsigned long)&granted) == 0 &&
         (granted >> 17 & 3) == 3;
#else
  return 0;
#endif
}

/* What this CPU and operating system offer. */
static inline uint64_t hb_features(void) {
  unsigned a, b, c, d, low, high;
  uint64_t features = 0;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 27)) || !(c & (1u << 12))) {
    return 0; /* no OSXSAVE or no FMA */
  }
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if ((low & 0x6u) != 0x6u || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) {
    return 0; /* the system does not save ymm registers */
  }
  if (b & (1u << 5)) {
    features |= HB_FEATURE_AVX2;
    if ((low & 0xe6u) == 0xe6u && (b & (1u << 16)) && (b & (1u << 17)) && (b & (1u << 30)) &&
        (b & (1u << 31)) && (c & (1u << 11))) {
      features |= HB_FEATURE_AVX512_VNNI;
      if ((low & 0x60000u) == 0x60000u && (c & (1u << 8)) && (d & (1u << 24)) &&
          (d & (1u << 25)) && hb_may_use_amx()) {
        features |= HB_FEATURE_AMX;
      }
    }
  }
  return features;
}
#elif defined(__aarch64__)
/* Features from the operating system's words: getauxval(AT_HWCAP) and getauxval(AT_HWCAP2) on
   Linux. */
static inline uint64_t hb_features(uint64_t hwcap, uint64_t hwcap2) {
  uint64_t features = 0;
  if (hwcap & (UINT64_C(1) << 1)) {
    features |= HB_FEATURE_NEON;
    if (hwcap & (UINT64_C(1) << 20)) {
      features |= HB_FEATURE_DOTPROD;
      if (hwcap2 & (UINT64_C(1) << 13)) {
        features |= HB_FEATURE_I8MM;
      }
    }
  }
  return features;
}
#endif

#ifdef __cplusplus
}
#endif
#endif /* HB_RUNTIME_ABI */

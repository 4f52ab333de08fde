/* Batch norm (batch statistics) → ReLU → 2x2 average pool in two passes over the map instead of seven, and the SE
 * block's scaling. Maps are bfloat16, N x H x W x 32, contiguous; statistics are summed in double.
 * Built and called by fused.py. */
#include <stdint.h>
#include <string.h>

#define C 32
#define L 16 /* lanes of a vector: a pixel is two of them */
typedef float f32 __attribute__((vector_size(4 * L)));
typedef uint32_t u32 __attribute__((vector_size(4 * L)));
typedef int32_t i32 __attribute__((vector_size(4 * L)));
typedef uint16_t u16 __attribute__((vector_size(2 * L)));
typedef uint16_t bf16;

static inline f32 load(const bf16 *p) {
  u16 v;
  memcpy(&v, p, sizeof v);
  return (f32)(__builtin_convertvector(v, u32) << 16);
}

static inline void store(bf16 *p, f32 x) { /* round to nearest even */
  u32 u = (u32)x;
  u += 0x7fff + ((u >> 16) & 1);
  u16 v = __builtin_convertvector(u >> 16, u16);
  memcpy(p, &v, sizeof v);
}

static inline f32 loadf(const float *p) {
  f32 v;
  memcpy(&v, p, sizeof v);
  return v;
}

static inline void storef(float *p, f32 v) { memcpy(p, &v, sizeof v); }

static inline f32 where(i32 mask, f32 x) { return (f32)(mask & (i32)x); }

static void add(double *total, f32 x) {
  for (int i = 0; i < L; i++) total[i] += x[i];
}

/* sum[c], square[c] of z over its n*h*w pixels */
void statistics(const bf16 *z, long n, long hw, double *sum, double *square) {
#pragma omp parallel for reduction(+ : sum[:C], square[:C])
  for (long i = 0; i < n; i++)
    for (int c = 0; c < C; c += L) {
      f32 s = {0}, q = {0}, s1 = {0}, q1 = {0};
      const bf16 *p = z + i * hw * C + c;
      long k = 0;
      for (; k + 1 < hw; k += 2) {
        f32 x = load(p + k * C), y = load(p + k * C + C);
        s += x, q += x * x, s1 += y, q1 += y * y;
      }
      if (k < hw) {
        f32 x = load(p + k * C);
        s += x, q += x * x;
      }
      add(sum + c, s + s1), add(square + c, q + q1);
    }
}

/* y = 2x2 mean of max(0, scale*z + shift), [n, h/2, w/2, C]; mean[n, C] = y's mean over its pixels */
void forward(const bf16 *z, long n, long h, long w, const float *scale, const float *shift, bf16 *y, float *mean) {
  long oh = h / 2, ow = w / 2;
#pragma omp parallel for
  for (long i = 0; i < n; i++)
    for (int c = 0; c < C; c += L) {
      f32 a = loadf(scale + c) * 0.25f, b = loadf(shift + c) * 0.25f, zero = {0}, m = {0};
      for (long v = 0; v < oh; v++)
        for (long u = 0; u < ow; u++) {
          const bf16 *p = z + ((i * h + 2 * v) * w + 2 * u) * C + c;
          f32 s = zero, t;
          t = a * load(p) + b, s += where(t > zero, t);
          t = a * load(p + C) + b, s += where(t > zero, t);
          t = a * load(p + w * C) + b, s += where(t > zero, t);
          t = a * load(p + w * C + C) + b, s += where(t > zero, t);
          store(y + ((i * oh + v) * ow + u) * C + c, s);
          m += s;
        }
      storef(mean + i * C + c, m * (1.0f / (oh * ow)));
    }
}

/* With g = the gradient before the ReLU (dy/4 + dmean/(4*oh*ow) where it is open): sum of g and of g*z. */
void backward_sums(const bf16 *z, const bf16 *dy, const float *dmean, long n, long h, long w, const float *scale,
                   const float *shift, double *sum, double *sumz) {
  long oh = h / 2, ow = w / 2;
#pragma omp parallel for reduction(+ : sum[:C], sumz[:C])
  for (long i = 0; i < n; i++)
    for (int c = 0; c < C; c += L) {
      f32 a = loadf(scale + c), b = loadf(shift + c), zero = {0}, s = {0}, q = {0};
      f32 dm = loadf(dmean + i * C + c) * (0.25f / (oh * ow));
      for (long v = 0; v < oh; v++)
        for (long u = 0; u < ow; u++) {
          const bf16 *p = z + ((i * h + 2 * v) * w + 2 * u) * C + c;
          f32 g = load(dy + ((i * oh + v) * ow + u) * C + c) * 0.25f + dm, x, open = zero, openz = zero;
          const f32 one = zero + 1.0f;
          x = load(p), open += where(a * x + b > zero, one), openz += where(a * x + b > zero, x);
          x = load(p + C), open += where(a * x + b > zero, one), openz += where(a * x + b > zero, x);
          x = load(p + w * C), open += where(a * x + b > zero, one), openz += where(a * x + b > zero, x);
          x = load(p + w * C + C), open += where(a * x + b > zero, one), openz += where(a * x + b > zero, x);
          s += g * open, q += g * openz;
        }
      add(sum + c, s), add(sumz + c, q);
    }
}

/* dz = scale*g + c1 + c2*z; a row or column that the pool left out has g = 0 */
void backward(const bf16 *z, const bf16 *dy, const float *dmean, long n, long h, long w, const float *scale,
              const float *shift, const float *c1, const float *c2, bf16 *dz) {
  long oh = h / 2, ow = w / 2;
#pragma omp parallel for
  for (long i = 0; i < n; i++)
    for (int c = 0; c < C; c += L) {
      f32 a = loadf(scale + c), b = loadf(shift + c), k1 = loadf(c1 + c), k2 = loadf(c2 + c), zero = {0};
      f32 dm = loadf(dmean + i * C + c) * (0.25f / (oh * ow));
      for (long v = 0; v < oh; v++)
        for (long u = 0; u < ow; u++) {
          long at = ((i * h + 2 * v) * w + 2 * u) * C + c;
          f32 g = a * (load(dy + ((i * oh + v) * ow + u) * C + c) * 0.25f + dm), x;
          x = load(z + at), store(dz + at, where(a * x + b > zero, g) + k1 + k2 * x), at += C;
          x = load(z + at), store(dz + at, where(a * x + b > zero, g) + k1 + k2 * x), at += (w - 1) * C;
          x = load(z + at), store(dz + at, where(a * x + b > zero, g) + k1 + k2 * x), at += C;
          x = load(z + at), store(dz + at, where(a * x + b > zero, g) + k1 + k2 * x);
        }
      for (long v = 0; v < h; v++)
        for (long u = v < 2 * oh ? 2 * ow : 0; u < w; u++) {
          long at = ((i * h + v) * w + u) * C + c;
          store(dz + at, k1 + k2 * load(z + at));
        }
    }
}

/* q = p * s, s [n, C] */
void scale_forward(const bf16 *p, const float *s, long n, long hw, bf16 *q) {
#pragma omp parallel for
  for (long i = 0; i < n; i++)
    for (int c = 0; c < C; c += L) {
      f32 a = loadf(s + i * C + c);
      for (long k = i * hw; k < (i + 1) * hw; k++) store(q + k * C + c, a * load(p + k * C + c));
    }
}

/* dp = dq * s, ds[n, C] = sum of dq * p over the pixels */
void scale_backward(const bf16 *p, const bf16 *dq, const float *s, long n, long hw, bf16 *dp, float *ds) {
#pragma omp parallel for
  for (long i = 0; i < n; i++)
    for (int c = 0; c < C; c += L) {
      f32 a = loadf(s + i * C + c), sum = {0};
      for (long k = i * hw; k < (i + 1) * hw; k++) {
        f32 g = load(dq + k * C + c);
        sum += g * load(p + k * C + c);
        store(dp + k * C + c, a * g);
      }
      storef(ds + i * C + c, sum);
    }
}

/* Batch norm (batch statistics) → ReLU → 2x2 average pool in two passes over the map instead of seven, the SE block's
 * scaling, and the first convolution, whose map is by far the largest: its gradient goes to the kernels without being
 * written. Maps are bfloat16, N x H x W x C, contiguous, C a multiple of 8; statistics are summed in double.
 * Built and called by fused.py. */
#include <stdint.h>
#include <string.h>

#define L 8 /* lanes of a vector */
#define TAPS 27 /* of the first convolution: 3 x 3 pixels of 3 colours */
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
void statistics(const bf16 *z, long n, long hw, long C, double *sum, double *square) {
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
void forward(const bf16 *z, long n, long h, long w, long C, const float *scale, const float *shift, bf16 *y, float *mean) {
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
void backward_sums(const bf16 *z, const bf16 *dy, const float *dmean, long n, long h, long w, long C, const float *scale,
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
void backward(const bf16 *z, const bf16 *dy, const float *dmean, long n, long h, long w, long C, const float *scale,
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
void scale_forward(const bf16 *p, const float *s, long n, long hw, long C, bf16 *q) {
#pragma omp parallel for
  for (long i = 0; i < n; i++)
    for (int c = 0; c < C; c += L) {
      f32 a = loadf(s + i * C + c);
      for (long k = i * hw; k < (i + 1) * hw; k++) store(q + k * C + c, a * load(p + k * C + c));
    }
}

/* dp = dq * s, ds[n, C] = sum of dq * p over the pixels */
void scale_backward(const bf16 *p, const bf16 *dq, const float *s, long n, long hw, long C, bf16 *dp, float *ds) {
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

/* Up to eight pixels of a row of the first convolution, for `vectors` of L channels. */
static inline __attribute__((always_inline)) void convolve_pixels(const float *x, const float *kernel, long h, long w,
                                                                  long C, const int vectors, const int pixels, bf16 *z,
                                                                  f32 *s, f32 *q) {
  f32 a[2][8] = {0};
  for (int t = 0; t < TAPS; t++) {
    const float *in = x + (t / 9 * h + t / 3 % 3) * w + t % 3;
    f32 k[2];
    for (int v = 0; v < vectors; v++) k[v] = loadf(kernel + t * C + v * L);
#pragma GCC unroll 8
    for (int p = 0; p < pixels; p++)
      for (int v = 0; v < vectors; v++) a[v][p] += k[v] * in[p];
  }
#pragma GCC unroll 8
  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < vectors; v++) store(z + p * C + v * L, a[v][p]), s[v] += a[v][p], q[v] += a[v][p] * a[v][p];
}

static inline __attribute__((always_inline)) void convolve_face(const float *x, const float *kernel, long h, long w,
                                                                long C, const int vectors, bf16 *z, double *sum,
                                                                double *square) {
  long oh = h - 2, ow = w - 2;
  f32 s[2] = {0}, q[2] = {0};
  for (long v = 0; v < oh; v++) {
    const float *in = x + v * w;
    bf16 *out = z + v * ow * C;
    long u = 0;
    for (; u + 8 <= ow; u += 8) convolve_pixels(in + u, kernel, h, w, C, vectors, 8, out + u * C, s, q);
    for (; u + 2 <= ow; u += 2) convolve_pixels(in + u, kernel, h, w, C, vectors, 2, out + u * C, s, q);
    for (; u < ow; u++) convolve_pixels(in + u, kernel, h, w, C, vectors, 1, out + u * C, s, q);
  }
  for (int v = 0; v < vectors; v++) add(sum + v * L, s[v]), add(square + v * L, q[v]);
}

/* z = 3x3 convolution of x [n, 3, h, w] float with kernel [TAPS, C], and the sums that `statistics` gives */
void convolve(const float *x, const float *kernel, long n, long h, long w, long C, bf16 *z, double *sum,
              double *square) {
#pragma omp parallel for reduction(+ : sum[:C], square[:C])
  for (long i = 0; i < n; i++) {
    const float *in = x + i * 3 * h * w;
    bf16 *out = z + i * (h - 2) * (w - 2) * C;
    long c = 0;
    for (; c + 2 * L <= C; c += 2 * L) convolve_face(in, kernel + c, h, w, C, 2, out + c, sum + c, square + c);
    for (; c < C; c += L) convolve_face(in, kernel + c, h, w, C, 1, out + c, sum + c, square + c);
  }
}

/* `backward`'s dz straight into the kernels' gradient [TAPS, C]; h, w are z's. x [n, 3, h + 2, w + 2] */
void backward_kernel(const float *x, const bf16 *z, const bf16 *dy, const float *dmean, long n, long h, long w, long C,
                     const float *scale, const float *shift, const float *c1, const float *c2, double *dkernel) {
  long oh = h / 2, ow = w / 2, xw = w + 2, plane = (h + 2) * xw;
#pragma omp parallel for reduction(+ : dkernel[:TAPS * C])
  for (long i = 0; i < n; i++)
    for (int c = 0; c < C; c += L) {
      f32 a = loadf(scale + c), b = loadf(shift + c), k1 = loadf(c1 + c), k2 = loadf(c2 + c), zero = {0};
      f32 dm = loadf(dmean + i * C + c) * (0.25f / (oh * ow));
      f32 total[TAPS] = {0}, dz[w];
      for (long v = 0; v < h; v++) {
        const bf16 *p = z + (i * h + v) * w * C + c, *d = dy + (i * oh + v / 2) * ow * C + c;
        for (long u = 0; u < w; u++) {
          f32 g = v < 2 * oh && u < 2 * ow ? a * (load(d + u / 2 * C) * 0.25f + dm) : zero, q = load(p + u * C);
          dz[u] = where(a * q + b > zero, g) + k1 + k2 * q;
        }
        const float *in = x + i * 3 * plane + v * xw;
        for (int t = 0; t < TAPS; t += 9) { /* nine sums at a time stay in registers */
          const float *colour = in + t / 9 * plane;
          f32 part[9];
          memcpy(part, total + t, sizeof part);
          for (long u = 0; u < w; u++) {
            f32 g = dz[u];
#pragma GCC unroll 9
            for (int k = 0; k < 9; k++) part[k] += g * colour[k / 3 * xw + k % 3 + u];
          }
          memcpy(total + t, part, sizeof part);
        }
      }
      for (int t = 0; t < TAPS; t++) add(dkernel + t * C + c, total[t]);
    }
}

/* The pixels of augment.py: every face is changed while it is in the cache. Parameters come as rows of floats, in the
 * order of the enum; `seeds` feed the noise. Built and called by augment.py. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define SIDE 80 /* of a stored crop, pixels */
#define SEEN 64 /* of what the net sees */
#define AREA (SEEN * SEEN)

enum {
  COS, SIN, MIRROR, SHIFT_X, SHIFT_Y, STILL, RESOLUTION, BLUR, LIGHT_X, LIGHT_Y, MATRIX, OFFSET = MATRIX + 9, GAMMA = OFFSET + 3, NOISE,
  GRAIN, GRAIN_SIDE, STEP, RIGHT, LEFT, BOTTOM, TOP, CUT_COS, CUT_SIN, ERASE_CROP, ERASE_X, ERASE_Y, ERASE_WIDTH,
  ERASE_HEIGHT, ERASE_GREY, COUNT
};

static uint64_t next(uint64_t *state) { /* SplitMix64 (Steele et al., 2014) */
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static float normal(uint64_t *state) { /* four uniforms added: close enough to a Gauss curve, and cheap */
  uint64_t z = next(state);
  int sum = (z & 0xffff) + (z >> 16 & 0xffff) + (z >> 32 & 0xffff) + (z >> 48);
  return (sum - 131070) * (1 / 37837.0f);
}

static float clamp(float x, float low, float high) { return x < low ? low : x > high ? high : x; }

/* The places that a bilinear reading at x takes from, and the share of the second. */
static float taps(float x, int count, int *first, int *second) {
  x = clamp(x, 0, count - 1);
  *first = (int)x;
  *second = *first + 1 < count ? *first + 1 : *first;
  return x - *first;
}

/* [80, 80, 3] bytes → three planes of 64x64, 0..255: turned, zoomed, mirrored, moved. `scale`: crop side, face sizes. */
static void warp(const uint8_t *from, const float *p, float scale, float *to) {
  float dx = p[SHIFT_X] / scale * SEEN, dy = p[SHIFT_Y] / scale * SEEN;
  if (p[STILL]) dx = rintf(dx), dy = rintf(dy);
  for (int row = 0; row < SEEN; row++)
    for (int column = 0; column < SEEN; column++) {
      float x = (column + 0.5f - SEEN / 2) * p[MIRROR], y = row + 0.5f - SEEN / 2;
      int x0, x1, y0, y1;
      float fx = taps(p[COS] * x - p[SIN] * y + dx + SIDE / 2 - 0.5f, SIDE, &x0, &x1);
      float fy = taps(p[SIN] * x + p[COS] * y + dy + SIDE / 2 - 0.5f, SIDE, &y0, &y1);
      const uint8_t *upper = from + y0 * SIDE * 3, *lower = from + y1 * SIDE * 3;
      for (int c = 0; c < 3; c++) {
        float top = upper[x0 * 3 + c] + fx * (upper[x1 * 3 + c] - upper[x0 * 3 + c]);
        float bottom = lower[x0 * 3 + c] + fx * (lower[x1 * 3 + c] - lower[x0 * 3 + c]);
        to[c * AREA + row * SEEN + column] = top + fy * (bottom - top);
      }
    }
}

/* What a row or column goes through: down to `resolution` pixels and up again, then towards the mean of three
 * neighbours by `blur` (away from it below zero). */
static void make_filter(float resolution, float blur, float filter[SEEN][SEEN]) {
  static const float third = 1 / 3.0f;
  float through[SEEN][SEEN] = {{0}};
  int side = (int)resolution;
  for (int i = 0; i < SEEN; i++) {
    int up[2], down[2];
    float f = taps((i + 0.5f) * side / SEEN - 0.5f, side, &up[0], &up[1]);
    for (int k = 0; k < 2; k++) {
      float g = taps((up[k] + 0.5f) * SEEN / side - 0.5f, SEEN, &down[0], &down[1]), w = k ? f : 1 - f;
      through[i][down[0]] += w * (1 - g), through[i][down[1]] += w * g;
    }
  }
  for (int i = 0; i < SEEN; i++) {
    const float *above = through[i ? i - 1 : 0], *below = through[i + 1 < SEEN ? i + 1 : i];
    for (int j = 0; j < SEEN; j++)
      filter[i][j] = (1 - blur) * through[i][j] + blur * third * (above[j] + through[i][j] + below[j]);
  }
}

/* plane = (filter * plane)^T; twice is both directions */
static void filter_transposed(float filter[SEEN][SEEN], float *plane) {
  float out[SEEN][SEEN] = {{0}};
  for (int i = 0; i < SEEN; i++)
    for (int k = 0; k < SEEN; k++)
      if (filter[i][k] != 0)
        for (int j = 0; j < SEEN; j++) out[i][j] += filter[i][k] * plane[k * SEEN + j];
  for (int i = 0; i < SEEN; i++)
    for (int j = 0; j < SEEN; j++) plane[j * SEEN + i] = out[i][j];
}

/* Light that falls off: the exponent of its strength changes by LIGHT_X, LIGHT_Y a face size, no further than to three
 * times as bright or a third. */
static void light(const float *p, float scale, float *x) {
  static const float most = 1.1f;
  float across[SEEN];
  for (int i = 0; i < SEEN; i++) across[i] = p[LIGHT_X] * scale * ((i + 0.5f) / SEEN - 0.5f);
  for (int row = 0; row < SEEN; row++) {
    float along = p[LIGHT_Y] * scale * ((row + 0.5f) / SEEN - 0.5f);
    for (int column = 0; column < SEEN; column++) {
      float strength = expf(clamp(across[column] + along, -most, most));
      for (int c = 0; c < 3; c++) {
        float *at = x + c * AREA + row * SEEN + column;
        *at = fminf(*at * strength, 255);
      }
    }
  }
}

static void colour(const float *p, float *x) {
  const float *m = p + MATRIX, *o = p + OFFSET;
  for (int i = 0; i < AREA; i++) {
    float r = x[i], g = x[AREA + i], b = x[2 * AREA + i];
    x[i] = m[0] * r + m[1] * g + m[2] * b + o[0];
    x[AREA + i] = m[3] * r + m[4] * g + m[5] * b + o[1];
    x[2 * AREA + i] = m[6] * r + m[7] * g + m[8] * b + o[2];
  }
}

static void gamma_curve(float power, float *x) {
  float curve[258];
  for (int i = 0; i < 258; i++) curve[i] = 2 * powf(i / 256.0f, power) - 1;
  for (int i = 0; i < 3 * AREA; i++) {
    float at = clamp((x[i] + 1) * 128, 0, 256);
    int k = (int)at;
    x[i] = curve[k] + (at - k) * (curve[k + 1] - curve[k]);
  }
}

static void grain(float strength, int side, uint64_t *random, float *x) {
  float coarse[AREA];
  for (int i = 0; i < side * side; i++) coarse[i] = strength * normal(random);
  for (int row = 0; row < SEEN; row++) {
    int y0, y1, x0, x1;
    float fy = taps((row + 0.5f) * side / SEEN - 0.5f, side, &y0, &y1);
    for (int column = 0; column < SEEN; column++) {
      float fx = taps((column + 0.5f) * side / SEEN - 0.5f, side, &x0, &x1);
      float top = coarse[y0 * side + x0] + fx * (coarse[y0 * side + x1] - coarse[y0 * side + x0]);
      float bottom = coarse[y1 * side + x0] + fx * (coarse[y1 * side + x1] - coarse[y1 * side + x0]);
      float value = top + fy * (bottom - top);
      for (int c = 0; c < 3; c++) x[c * AREA + row * SEEN + column] += value;
    }
  }
}

/* JPEG's loss: the cosine transform of 8x8 blocks, rounded the more coarsely the finer the pattern. */
static void compress(float step, float *x) {
  float cosine[8][8], block[8][8], half[8][8];
  for (int i = 0; i < 8; i++)
    for (int j = 0; j < 8; j++) cosine[i][j] = cosf((float)M_PI / 8 * (j + 0.5f) * i) * sqrtf(i ? 0.25f : 0.125f);
  for (int plane = 0; plane < 3; plane++)
    for (int at = 0; at < AREA; at += (at + 8) % SEEN ? 8 : 8 * SEEN - SEEN + 8) {
      float *b = x + plane * AREA + at;
      for (int direction = 0; direction < 2; direction++) {
        memset(half, 0, sizeof half), memset(block, 0, sizeof block);
        for (int i = 0; i < 8; i++)
          for (int k = 0; k < 8; k++)
            for (int j = 0; j < 8; j++) half[i][j] += (direction ? cosine[k][i] : cosine[i][k]) * b[k * SEEN + j];
        for (int i = 0; i < 8; i++)
          for (int k = 0; k < 8; k++)
            for (int j = 0; j < 8; j++) block[i][j] += half[i][k] * (direction ? cosine[k][j] : cosine[j][k]);
        for (int i = 0; i < 8; i++)
          for (int j = 0; j < 8; j++) {
            float size = step * (1 + i + j);
            b[i * SEEN + j] = direction ? block[i][j] : rintf(block[i][j] / size) * size;
          }
      }
    }
}

/* The picture ends at four edges about the face, in face sizes; beyond them lies the fill. A grey rectangle may cover
 * a part of what is left. Places are in crop sides from the middle. */
static void cover(const float *p, float scale, float fill, int erased, float *x) {
  int cut = p[RIGHT] < 9 || p[LEFT] < 9 || p[BOTTOM] < 9 || p[TOP] < 9;
  if (!cut && !erased) return;
  for (int row = 0; row < SEEN; row++)
    for (int column = 0; column < SEEN; column++) {
      float u = (column + 0.5f) / SEEN - 0.5f, v = (row + 0.5f) / SEEN - 0.5f, value = 2;
      float across = (p[CUT_COS] * u + p[CUT_SIN] * v) * scale, along = (p[CUT_COS] * v - p[CUT_SIN] * u) * scale;
      if (across > p[RIGHT] || across < -p[LEFT] || along > p[BOTTOM] || along < -p[TOP]) value = fill;
      if (erased && fabsf(u - p[ERASE_X]) < p[ERASE_WIDTH] / 2 && fabsf(v - p[ERASE_Y]) < p[ERASE_HEIGHT] / 2)
        value = p[ERASE_GREY];
      if (value < 2)
        for (int c = 0; c < 3; c++) x[c * AREA + row * SEEN + column] = value;
    }
}

long parameters(void) { return COUNT; }

/* pixels [n, k, 80, 80, 3] bytes → out [n, k, 3, 64, 64] in -1..1; rows [n, COUNT], scales [n, k], seeds [n] */
void augment(const uint8_t *pixels, const float *rows, const float *scales, const int64_t *seeds, long n, long k,
             const float *fill, float *out) {
#pragma omp parallel for schedule(dynamic, 4)
  for (long i = 0; i < n; i++) {
    const float *p = rows + i * COUNT;
    uint64_t random = (uint64_t)seeds[i];
    float filter[SEEN][SEEN];
    int filtered = p[RESOLUTION] < SEEN || p[BLUR] != 0;
    if (filtered) make_filter(p[RESOLUTION], p[BLUR], filter);
    for (long crop = 0; crop < k; crop++) {
      float *x = out + (i * k + crop) * 3 * AREA, scale = scales[i * k + crop];
      warp(pixels + (i * k + crop) * SIDE * SIDE * 3, p, scale, x);
      for (int c = 0; filtered && c < 3; c++)
        filter_transposed(filter, x + c * AREA), filter_transposed(filter, x + c * AREA);
      if (p[LIGHT_X] != 0 || p[LIGHT_Y] != 0) light(p, scale, x);
      colour(p, x);
      if (p[GAMMA] != 1) gamma_curve(p[GAMMA], x);
      for (int j = 0; p[NOISE] > 0 && j < 3 * AREA; j++) x[j] += p[NOISE] * normal(&random);
      if (p[GRAIN] > 0) grain(p[GRAIN], (int)p[GRAIN_SIDE], &random, x);
      if (p[STEP] > 0) compress(p[STEP], x);
      for (int j = 0; j < 3 * AREA; j++) x[j] = clamp(x[j], -1, 1);
      cover(p, scale, *fill, p[ERASE_CROP] == crop || p[ERASE_CROP] == k, x);
    }
  }
}

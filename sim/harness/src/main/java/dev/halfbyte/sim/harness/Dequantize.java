package dev.halfbyte.sim.harness;

/// From codes to f32: `(float) (code - zero) * scale`, in binary32.
public record Dequantize(float scale, int zero) {

  public float[] values(int[] codes) {
    float[] values = new float[codes.length];
    for (int i = 0; i < codes.length; i++) {
      values[i] = (float) (codes[i] - zero) * scale;
    }
    return values;
  }
}

package dev.halfbyte.examples.glyphs;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.SplittableRandom;

/// One grey picture of 32 x 32 pixels: a symbol in some font, turned, sheared, moved, between
/// scratches and small letters, blurred, under a slope of light, with noise; then standardized.
///
/// It is drawn at 64 x 64 and reduced by boxes. Pixels are multiples of 1/32 from -4 to 4 - 1/32,
/// so 8 bits hold them: `(grey - mean) / (deviation + 4)` of greys from 0 to 255.
final class GlyphPicture {
  static final int SIDE = 32;
  static final int PIXELS = SIDE * SIDE;

  private static final int DRAWN = 2 * SIDE;
  private static final double STEPS = 32;
  private static final double CALM = 4;

  private final SplittableRandom random;
  private final List<Font> fonts;
  private final BufferedImage image = new BufferedImage(DRAWN, DRAWN, BufferedImage.TYPE_BYTE_GRAY);
  private final Graphics2D pen = image.createGraphics();

  private GlyphPicture(SplittableRandom random, List<Font> fonts) {
    this.random = random;
    this.fonts = fonts;
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  /// The pixels of a picture of `label`, row by row.
  static float[] of(int label, SplittableRandom random, List<Font> fonts) {
    GlyphPicture picture = new GlyphPicture(random, fonts);
    float[] greys = picture.draw(label);
    picture.pen.dispose();
    return standardized(greys);
  }

  private float[] draw(int label) {
    boolean dark = random.nextBoolean();
    int paper = dark ? between(150, 235) : between(20, 105);
    int contrast = between(70, 130);
    int ink = dark ? Math.max(0, paper - contrast) : Math.min(255, paper + contrast);
    pen.setColor(grey(paper));
    pen.fillRect(0, 0, DRAWN, DRAWN);
    clutter(random.nextInt(4), paper, ink);
    pen.setColor(grey(ink));
    pen.fill(glyph(label));
    clutter(random.nextInt(3), paper, ink);
    float[] greys = reduced();
    blur(greys, random.nextDouble(0, 0.9));
    light(greys);
    return greys;
  }

  /// The outline of the symbol, its middle near that of the picture.
  private Shape glyph(int label) {
    Font font = fonts.get(random.nextInt(fonts.size()));
    return placed(
        font,
        Alphabet.symbol(label),
        random.nextDouble(40, 58),
        random.nextDouble(-20, 20),
        DRAWN / 2.0 + random.nextDouble(-6, 6),
        DRAWN / 2.0 + random.nextDouble(-6, 6));
  }

  private Shape placed(Font font, String text, double size, double degrees, double x, double y) {
    FontRenderContext context = new FontRenderContext(null, true, true);
    GlyphVector vector = font.deriveFont((float) size).createGlyphVector(context, text);
    Shape outline = vector.getOutline();
    Rectangle2D box = outline.getBounds2D();
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.rotate(Math.toRadians(degrees));
    place.shear(random.nextDouble(-0.3, 0.3), 0);
    place.scale(random.nextDouble(0.85, 1.15), 1);
    place.translate(-box.getCenterX(), -box.getCenterY());
    return place.createTransformedShape(outline);
  }

  /// Strokes, arcs and small letters, fainter than the symbol.
  private void clutter(int pieces, int paper, int ink) {
    for (int i = 0; i < pieces; i++) {
      double share = random.nextDouble(0.25, 0.7);
      pen.setColor(grey((int) Math.round(paper + share * (ink - paper))));
      pen.setStroke(new BasicStroke((float) random.nextDouble(0.8, 2.5)));
      switch (random.nextInt(3)) {
        case 0 -> pen.draw(new Line2D.Double(spot(), spot(), spot(), spot()));
        case 1 ->
            pen.draw(
                new Arc2D.Double(
                    spot() - 16, spot() - 16, 32, 32, random.nextDouble(360), 140, Arc2D.OPEN));
        default -> pen.fill(smallLetter());
      }
    }
  }

  private Shape smallLetter() {
    Font font = fonts.get(random.nextInt(fonts.size()));
    String text = Alphabet.symbol(random.nextInt(Alphabet.classes()));
    return placed(
        font, text, random.nextDouble(10, 16), random.nextDouble(-90, 90), spot(), spot());
  }

  private double spot() {
    return random.nextDouble(DRAWN);
  }

  private float[] reduced() {
    float[] greys = new float[PIXELS];
    int[] row = new int[DRAWN];
    for (int y = 0; y < DRAWN; y++) {
      image.getRaster().getSamples(0, y, DRAWN, 1, 0, row);
      for (int x = 0; x < DRAWN; x++) {
        greys[y / 2 * SIDE + x / 2] += row[x] / 4f;
      }
    }
    return greys;
  }

  /// A bell of that deviation in pixels, first along rows, then along columns.
  private static void blur(float[] greys, double deviation) {
    float side = (float) StrictMath.exp(-1 / (2 * deviation * deviation + 1e-9));
    float middle = 1 / (1 + 2 * side);
    for (int stride : new int[] {1, SIDE}) {
      float[] old = greys.clone();
      for (int i = 0; i < PIXELS; i++) {
        int at = i / stride % SIDE;
        float before = old[at == 0 ? i : i - stride];
        float behind = old[at == SIDE - 1 ? i : i + stride];
        greys[i] = middle * (old[i] + side * (before + behind));
      }
    }
  }

  private void light(float[] greys) {
    double slopeX = random.nextDouble(-1, 1);
    double slopeY = random.nextDouble(-1, 1);
    double noise = random.nextDouble(10);
    for (int i = 0; i < PIXELS; i++) {
      double slope = slopeX * (i % SIDE - SIDE / 2.0) + slopeY * (i / SIDE - SIDE / 2.0);
      greys[i] += (float) (slope + noise * random.nextGaussian());
    }
  }

  private static float[] standardized(float[] greys) {
    double mean = 0;
    for (float grey : greys) {
      mean += grey / PIXELS;
    }
    double variance = 0;
    for (float grey : greys) {
      variance += (grey - mean) * (grey - mean) / PIXELS;
    }
    float[] pixels = new float[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      double value = (greys[i] - mean) / (Math.sqrt(variance) + CALM);
      double code = Math.clamp(Math.rint(value * STEPS), -128, 127);
      pixels[i] = (float) (code / STEPS);
    }
    return pixels;
  }

  private int between(int least, int greatest) {
    return random.nextInt(least, greatest + 1);
  }

  private static Color grey(int level) {
    return new Color(level, level, level);
  }
}

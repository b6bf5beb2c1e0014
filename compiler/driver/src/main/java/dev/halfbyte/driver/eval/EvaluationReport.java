package dev.halfbyte.driver.eval;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.driver.SealedKernel;
import dev.halfbyte.quant.Explanation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What an evaluation found; shares are percentages.
///
/// @param sealed hash of the quantized program
/// @param variant what ran the pictures
/// @param top1 pictures whose best class is their label
/// @param floatTop1 the same of the kernel in floats
/// @param agreement pictures about which both say the same
/// @param sqnrDb of the scores of all pictures against those in floats; infinite when equal
/// @param annotated the same of floats that go through the codes, if that was asked for
/// @param clamped rounded codes at an end of their range, over the pictures of `layerPictures`
/// @param weightBytes of all constants, codes at the bits that they have
/// @param floatWeightBytes of those in floats
/// @param layerPictures on how many pictures clamps and layers were counted
/// @param seconds of all pictures on the target
/// @param floatSeconds of all pictures in floats on the target
public record EvaluationReport(
    String kernel,
    String numerics,
    String sealed,
    String variant,
    int threads,
    int pictures,
    double top1,
    double floatTop1,
    double agreement,
    double sqnrDb,
    Optional<Annotated> annotated,
    double clamped,
    long weightBytes,
    long floatWeightBytes,
    int layerPictures,
    List<Layer> layers,
    double seconds,
    double floatSeconds) {
  public EvaluationReport {
    layers = List.copyOf(layers);
  }

  /// Figures of floats that go through the codes, rounded nowhere else.
  public record Annotated(double top1, double agreement, double sqnrDb) {}

  /// The error of the codes of a value.
  ///
  /// @param path name of the value, as `why` tells it
  /// @param sqnrDb against the float value; over all iterations, where it is in a scan
  /// @param iterationsDb of each iteration
  /// @param clamped codes at an end of their range, in percent
  public record Layer(
      String path, String encoding, double sqnrDb, List<Double> iterationsDb, double clamped) {
    public Layer {
      iterationsDb = List.copyOf(iterationsDb);
    }
  }

  static EvaluationReport of(
      Evaluation evaluation,
      SealedKernel kernel,
      ScoreRun floats,
      ScoreRun own,
      Optional<Scores> annotated,
      LayerProbe.Figures figures) {
    List<Layer> layers = new ArrayList<>();
    figures
        .layers()
        .forEach((key, figure) ->
            layers.add(
                new Layer(
                    explained(key.path(), kernel.explanations()),
                    key.encoding().toString(),
                    figure.allDecibels(),
                    figure.decibels(),
                    figure.clamps().percent())));
    List<Integer> labels = evaluation.pictures().labels();
    boolean probed = !layers.isEmpty();
    return new EvaluationReport(
        kernel.sealed().program().name(),
        kernel.numerics(),
        kernel.sealed().hash(),
        own.variant(),
        evaluation.threads(),
        labels.size(),
        100 * own.scores().top1(labels),
        100 * floats.scores().top1(labels),
        100 * own.scores().agreement(floats.scores()),
        floats.scores().against(own.scores()).decibels(),
        annotated.map(scores ->
            new Annotated(
                100 * scores.top1(labels),
                100 * scores.agreement(floats.scores()),
                floats.scores().against(scores).decibels())),
        figures.clamps().percent(),
        Evaluation.constantBytes(kernel.sealed().program().constants()),
        Evaluation.constantBytes(kernel.reference().constants()),
        probed ? evaluation.layerPictures() : 0,
        layers,
        own.seconds(),
        floats.seconds());
  }

  /// The name under which `why` tells of a value: passes add to it what they did.
  private static String explained(String path, List<Explanation> explanations) {
    return explanations.stream()
        .map(Explanation::path)
        .filter(known -> path.equals(known) || path.startsWith(known + "."))
        .max(Comparator.comparingInt(String::length))
        .orElse(path);
  }

  /// The form that `eval --json` prints; decibels of equal values are left out.
  public JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("kernel", kernel);
    json.addProperty("numerics", numerics);
    json.addProperty("sealed", sealed);
    json.addProperty("variant", variant);
    json.addProperty("threads", threads);
    json.addProperty("pictures", pictures);
    json.addProperty("top1_percent", rounded(top1));
    json.addProperty("float_top1_percent", rounded(floatTop1));
    json.addProperty("agreement_percent", rounded(agreement));
    decibels(json, sqnrDb);
    annotated.ifPresent(fake -> {
      JsonObject floats = new JsonObject();
      floats.addProperty("top1_percent", rounded(fake.top1()));
      floats.addProperty("agreement_percent", rounded(fake.agreement()));
      decibels(floats, fake.sqnrDb());
      json.add("fake", floats);
    });
    json.addProperty("weight_bytes", weightBytes);
    json.addProperty("float_weight_bytes", floatWeightBytes);
    json.addProperty("seconds", rounded(seconds));
    json.addProperty("float_seconds", rounded(floatSeconds));
    json.addProperty("layer_pictures", layerPictures);
    if (layerPictures > 0) {
      json.addProperty("clamped_percent", rounded(clamped));
      JsonArray array = new JsonArray();
      layers.forEach(layer -> array.add(json(layer)));
      json.add("layers", array);
    }
    return json;
  }

  private static JsonObject json(Layer layer) {
    JsonObject json = new JsonObject();
    json.addProperty("path", layer.path());
    json.addProperty("encoding", layer.encoding());
    decibels(json, layer.sqnrDb());
    if (layer.iterationsDb().size() > 1) {
      JsonArray each = new JsonArray();
      layer
          .iterationsDb()
          .forEach(db -> {
            JsonObject one = new JsonObject();
            decibels(one, db);
            each.add(one);
          });
      json.add("iterations", each);
    }
    json.addProperty("clamped_percent", rounded(layer.clamped()));
    return json;
  }

  private static void decibels(JsonObject json, double value) {
    if (Double.isFinite(value)) {
      json.addProperty("sqnr_db", rounded(value));
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  /// Lines for people.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s at %s: %d pictures on %s, %d at a time"
            .formatted(kernel, numerics, pictures, variant, threads));
    lines.add(
        "top-1 %.2f %%, in floats %.2f %%; both agree about %.2f %%; sqnr of scores %.2f dB"
            .formatted(top1, floatTop1, agreement, sqnrDb));
    annotated.ifPresent(fake ->
        lines.add(
            "in floats that go through the codes: top-1 %.2f %%, agreement %.2f %%, %.2f dB"
                .formatted(fake.top1(), fake.agreement(), fake.sqnrDb())));
    lines.add(
        "weights %d bytes, in floats %d; %.2f s, in floats %.2f s"
            .formatted(weightBytes, floatWeightBytes, seconds, floatSeconds));
    if (layerPictures > 0) {
      lines.add(
          "inside, on the first %d pictures: %.3f %% of codes clamped"
              .formatted(layerPictures, clamped));
      layers.forEach(layer -> lines.add("  " + line(layer)));
    }
    return lines;
  }

  private static String line(Layer layer) {
    String each =
        layer.iterationsDb().size() == 1
            ? ""
            : ", iterations "
                + String.join(" ", layer.iterationsDb().stream().map("%.1f"::formatted).toList());
    return "%-20s %-16s %6.2f dB%s, clamped %.3f %%"
        .formatted(layer.path(), layer.encoding(), layer.sqnrDb(), each, layer.clamped());
  }
}

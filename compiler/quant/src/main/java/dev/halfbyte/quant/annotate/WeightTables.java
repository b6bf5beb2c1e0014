package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.scan.ScanIterations;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.codes.Points;
import dev.halfbyte.quant.codes.SearchedFamily;
import dev.halfbyte.quant.codes.TableSearch;
import dev.halfbyte.quant.codes.TableSearch.Found;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Parameters of the code tables of weights, found from the weights themselves.
///
/// Each element counts as a part of the largest magnitude of its channel; what is one weight in all
/// iterations of a scan has one table for all of them.
final class WeightTables {
  /// Sorted values are more than a search needs: neighbours are joined to so many.
  private static final int MOST_POINTS = 4096;

  private final NumericsPolicy policy;
  private final CalibrationResult calibration;
  private final SequencedMap<String, Pool> pools = new LinkedHashMap<>();

  private WeightTables(NumericsPolicy policy, CalibrationResult calibration) {
    this.policy = policy;
    this.calibration = calibration;
  }

  private record Pool(String codes, IntType storage, SearchedFamily family, List<Double> parts) {}

  /// `calibration` with the parameters of all weights of a prepared program that it does not state.
  static CalibrationResult complete(
      Program program, NumericsPolicy policy, CalibrationResult calibration) {
    boolean wanted =
        policy.rules().stream()
            .flatMap(rule -> rule.settings().stream())
            .anyMatch(s ->
                s instanceof Setting.Weight weight && weight.family() instanceof SearchedFamily);
    if (!wanted) {
      return calibration;
    }
    WeightTables tables = new WeightTables(policy, calibration);
    tables.visit(program, "");
    return calibration.with(tables.found());
  }

  private void visit(Program program, String scan) {
    Sites sites = new Sites(program, new ValueNames(program, scan));
    for (Node node : program.nodes()) {
      if (node.op() instanceof Scan scanned) {
        ScanIterations iterations = ScanIterations.of(program, scanned, program.dims());
        String name = sites.name(node.results().getFirst().value());
        for (int i = 0; i < iterations.count(); i++) {
          visit(iterations.body(i), name);
        }
        continue;
      }
      List<Need> needs = sites.needs(node);
      for (int i = 0; i < needs.size(); i++) {
        if (needs.get(i) instanceof Need.Weight need) {
          weight(sites, node, node.op().operands().get(i), need);
        }
      }
    }
  }

  private void weight(Sites sites, Node user, Value value, Need.Weight need) {
    String path = sites.name(value);
    Setting.Weight setting = policy.weight(List.of(path, sites.name(user.value()))).setting();
    if (!(setting.family() instanceof SearchedFamily family)
        || calibration.table(path, setting.codes()).isPresent()) {
      return;
    }
    sites
        .flow()
        .constants()
        .repeated(value)
        .ifPresent(constant -> {
          List<Integer> channels =
              IntStream.range(0, constant.axes().size())
                  .filter(k -> !need.reducedAxes().contains(constant.axes().get(k)))
                  .boxed()
                  .toList();
          Pool pool =
              pools.computeIfAbsent(
                  path,
                  _ -> new Pool(setting.codes(), setting.storage(), family, new ArrayList<>()));
          addParts(pool.parts(), constant.data(), channels);
        });
  }

  private static void addParts(List<Double> parts, Tensor data, List<Integer> channels) {
    CodedConstant.Runs runs = CodedConstant.Runs.of(data.type().shape().extents(), channels);
    float[] values = data.floats();
    double[] magnitudes = new double[values.length + 1];
    runs.inOrder(run -> {
      for (int i = runs.begin(run); i < runs.begin(run + 1); i++) {
        int group = runs.group(run);
        magnitudes[group] = Math.max(magnitudes[group], Math.abs((double) values[i]));
      }
    });
    runs.inOrder(run -> {
      double magnitude = magnitudes[runs.group(run)];
      for (int i = runs.begin(run); i < runs.begin(run + 1); i++) {
        // What is not finite is reported where it is coded.
        if (magnitude > 0 && Double.isFinite(values[i] / magnitude)) {
          parts.add(values[i] / magnitude);
        }
      }
    });
  }

  private SortedMap<String, SortedMap<String, Found>> found() {
    SortedMap<String, SortedMap<String, Found>> found = new TreeMap<>();
    calibration.tables().forEach((path, tables) -> found.put(path, new TreeMap<>(tables)));
    pools.forEach((path, pool) ->
        TableSearch.search(
                pool.family(),
                points(pool.parts()).nearest(pool.storage().bits()),
                1,
                TableSearch.FRACTIONS,
                _ -> true)
            .ifPresent(
                best -> found.computeIfAbsent(path, _ -> new TreeMap<>()).put(pool.codes(), best)));
    return found;
  }

  /// Means of neighbours, as many in each.
  private static Points points(List<Double> parts) {
    double[] sorted = parts.stream().mapToDouble(p -> p).sorted().toArray();
    int size = Math.max(1, Math.ceilDiv(sorted.length, MOST_POINTS));
    Points points = new Points(Math.ceilDiv(sorted.length, size));
    for (int begin = 0; begin < sorted.length; begin += size) {
      int end = Math.min(sorted.length, begin + size);
      points.add(Arrays.stream(sorted, begin, end).sum() / (end - begin), end - begin);
    }
    return points;
  }
}

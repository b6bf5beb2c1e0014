package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The values that share the scale of their 16-bit codes, across the borders of scans: what a scan
/// carries is one stream from before its first iteration to after its last.
final class Streams {
  /// A group of values that sums connect in one scope.
  private record Member(Scope scope, Value group) {}

  private final CalibrationResult calibration;
  private final Map<Member, Member> parents = new HashMap<>();
  private final Map<Member, Double> magnitudes = new HashMap<>();

  private Streams(CalibrationResult calibration) {
    this.calibration = calibration;
  }

  static Streams of(Scope kernel, CalibrationResult calibration) {
    Streams streams = new Streams(calibration);
    kernel
        .all()
        .forEach(scope -> scope.bodies().forEach((node, body) -> streams.link(scope, node, body)));
    kernel.all().forEach(streams::measure);
    return streams;
  }

  private static boolean isFloat(Scope scope, Value value) {
    return scope.sites().flow().isFloat(value);
  }

  private void link(Scope scope, Node node, Scope body) {
    Scan scan = (Scan) node.op();
    List<Value> operands = scan.operands();
    List<Parameter> parameters = scan.body().parameters();
    List<Output> outputs = scan.body().outputs();
    for (int i = 0; i < operands.size(); i++) {
      if (isFloat(scope, operands.get(i)) && isParameter(body, parameters.get(i))) {
        link(member(scope, operands.get(i)), member(body, parameters.get(i).value()));
      }
    }
    for (int i = 0; i < outputs.size(); i++) {
      Value result = node.results().get(i).value();
      if (isFloat(scope, result)) {
        link(member(scope, result), member(body, outputs.get(i).value()));
        if (i < scan.carried().size()) {
          link(member(scope, result), member(scope, operands.get(i)));
        }
      }
    }
  }

  /// Constants are no parameters of an iteration.
  private static boolean isParameter(Scope body, Parameter parameter) {
    return body.program().parameters().contains(parameter);
  }

  private Member member(Scope scope, Value value) {
    Sites sites = scope.sites();
    return find(new Member(scope, sites.group(sites.site(value))));
  }

  private Member find(Member member) {
    Member at = member;
    for (Member parent = parents.get(at); parent != null; parent = parents.get(at)) {
      at = parent;
    }
    return at;
  }

  private void link(Member first, Member second) {
    Member a = find(first);
    Member b = find(second);
    if (!a.equals(b)) {
      parents.put(a, b);
    }
  }

  private void measure(Scope scope) {
    for (Value site : scope.sites().all().keySet()) {
      calibration
          .range(scope.sites().name(site))
          .filter(_ -> scope.sites().needsRange(site) && !isCoded(scope, site))
          .ifPresent(range -> enlarge(member(scope, site), magnitude(range.observed())));
    }
    for (Node node : scope.bodies().keySet()) {
      for (Value operand : ((Scan) node.op()).carried()) {
        constant(scope, operand)
            .ifPresent(data -> enlarge(member(scope, operand), magnitude(data)));
      }
    }
  }

  private static boolean isCoded(Scope scope, Value site) {
    return scope.sites().flow().role(site) instanceof Role.Coded;
  }

  private static Optional<Tensor> constant(Scope scope, Value operand) {
    return isFloat(scope, operand)
        ? scope.sites().flow().constants().repeated(operand).map(ConstantValues.Repeated::data)
        : Optional.empty();
  }

  private void enlarge(Member member, double magnitude) {
    magnitudes.merge(member, magnitude, Math::max);
  }

  private static double magnitude(Bounds observed) {
    return Math.max(Math.abs((double) observed.lo()), Math.abs((double) observed.hi()));
  }

  private static double magnitude(Tensor data) {
    double largest = 0;
    for (int i = 0; i < data.count(); i++) {
      largest = Math.max(largest, Math.abs((double) data.floatAt(i)));
    }
    return largest;
  }

  /// The largest magnitude of each group of a scope, wherever the stream that it is part of has it.
  Map<Value, Double> magnitudes(Scope scope) {
    Map<Value, Double> own = new HashMap<>();
    for (Value site : scope.sites().all().keySet()) {
      own.put(scope.sites().group(site), magnitude(scope, site));
    }
    return own;
  }

  /// The largest magnitude in the stream of `value`.
  double magnitude(Scope scope, Value value) {
    return magnitudes.getOrDefault(member(scope, value), 0.0);
  }
}

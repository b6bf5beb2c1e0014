package dev.halfbyte.backend.verilog;

import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The option `require`: figures that the predicted program must reach, e.g.
/// `cycles<=600000,busy>=9/10`.
///
/// `cycles` are those of a run without stalls and, on a row engine, without zeros; `busy` is the
/// share of them in which the array works.
final class RequireOption {
  /// Name of the option.
  static final String NAME = "require";

  private static final Pattern FORM =
      Pattern.compile("(cycles|busy)(<=|>=|==|<|>)([0-9]+)(?:/([1-9][0-9]*))?");

  private RequireOption() {}

  /// A figure and its limit, a fraction.
  ///
  /// @param relation of the figure to the limit, as it is written
  record Requirement(String metric, String relation, BigInteger numerator, BigInteger denominator) {

    /// Returns whether `part` of `whole` satisfies the requirement.
    boolean holds(long part, long whole) {
      int order =
          BigInteger.valueOf(part)
              .multiply(denominator)
              .compareTo(numerator.multiply(BigInteger.valueOf(whole)));
      return switch (relation) {
        case "<" -> order < 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        case ">=" -> order >= 0;
        default -> order == 0;
      };
    }

    /// Returns whether no program at all keeps it.
    boolean isImpossible() {
      int order = numerator.compareTo(denominator);
      boolean ofCycles = metric.equals("cycles");
      return switch (relation) {
        case "<" -> numerator.signum() == 0 || ofCycles && order <= 0;
        case "<=" -> ofCycles && order < 0;
        case ">" -> !ofCycles && order >= 0;
        case ">=" -> !ofCycles && order > 0;
        default -> !ofCycles && order > 0 || ofCycles && numerator.signum() == 0;
      };
    }

    /// Returns the limit as a number.
    double limit() {
      return numerator.doubleValue() / denominator.doubleValue();
    }
  }

  /// @throws DiagnosticException if the text is no list of requirements
  static List<Requirement> parse(String text) {
    List<Requirement> requirements = new ArrayList<>();
    for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
      Matcher matcher = FORM.matcher(item.strip());
      if (!matcher.matches()) {
        throw new DiagnosticException(
            Diagnostic.error(VerilogFault.BAD_OPTION, "`" + item.strip() + "` is no requirement")
                .help("write for example `cycles<=600000` or `busy>=9/10`"));
      }
      BigInteger denominator =
          matcher.group(4) == null ? BigInteger.ONE : new BigInteger(matcher.group(4));
      requirements.add(
          new Requirement(
              matcher.group(1), matcher.group(2), new BigInteger(matcher.group(3)), denominator));
    }
    return requirements;
  }

  /// @throws DiagnosticException if a requirement is missed, with what stands in its way
  static void check(List<Requirement> requirements, Schedule schedule) {
    long cycles = schedule.prediction().totalCycles();
    long busy = schedule.prediction().busyCycles().getOrDefault(Unit.MAC, 0L);
    List<Diagnostic> missed = new ArrayList<>();
    for (Requirement requirement : requirements) {
      boolean ofCycles = requirement.metric().equals("cycles");
      boolean holds = ofCycles ? requirement.holds(cycles, 1) : requirement.holds(busy, cycles);
      if (!holds) {
        String wanted =
            ofCycles
                ? "cycles %s %.0f is required, predicted are %d"
                    .formatted(requirement.relation(), requirement.limit(), cycles)
                : "busy(mac) %s %.1f %% is required, predicted are %.1f %%"
                    .formatted(
                        requirement.relation(), 100 * requirement.limit(), 100.0 * busy / cycles);
        missed.add(
            Diagnostic.error(VerilogFault.MISSED_REQUIREMENT, wanted + ": " + reason(schedule))
                .help(help(requirement, schedule)));
      }
    }
    if (!missed.isEmpty()) {
      throw new DiagnosticException(missed);
    }
  }

  /// Says how long the array works, and in front of which command it waits longest.
  private static String reason(Schedule schedule) {
    CommandProgram program = schedule.kernel().program();
    long idleFrom = 0;
    long longest = 0;
    String before = "";
    long idle = 0;
    for (int i = 0; i < program.commands().size(); i++) {
      if (program.commands().get(i).unit().filter(Unit.MAC::equals).isPresent()) {
        long issue = schedule.prediction().issueCycles().get(i);
        idle += Math.max(0, issue - idleFrom);
        if (issue - idleFrom > longest) {
          longest = issue - idleFrom;
          before = program.labels().get(i);
        }
        idleFrom = schedule.prediction().doneCycles().get(i);
      }
    }
    return "%d multiply-accumulates take %d cycles of the array at least; it waits %d cycles for operands, longest (%d) in front of `%s`"
        .formatted(
            schedule.macs(),
            Math.ceilDiv(schedule.macs(), program.config().macsPerCycle()),
            idle,
            longest,
            before);
  }

  private static String help(Requirement requirement, Schedule schedule) {
    if (requirement.isImpossible()) {
      return "no hardware can reach it: %s; %s would do here"
          .formatted(
              requirement.metric().equals("cycles")
                  ? "a program takes some cycles"
                  : "the array works in 0 to 100 % of the cycles",
              reached(requirement, schedule));
    }
    int perCycle = schedule.kernel().program().config().macsPerCycle();
    double needed = schedule.macs() / requirement.limit();
    String way =
        requirement.metric().equals("cycles") && needed > perCycle
            ? "an array of at least %.0f multiply-accumulates a cycle could reach it, this has %d"
                .formatted(Math.ceil(needed), perCycle)
            : "choose deeper memories or side memories, so that more runs beside the array, or a looser limit";
    return way + "; " + reached(requirement, schedule) + " would do here";
  }

  /// The strictest limit that this program keeps, as the option takes it.
  private static String reached(Requirement requirement, Schedule schedule) {
    long cycles = schedule.prediction().totalCycles();
    boolean ofCycles = requirement.metric().equals("cycles");
    long part = ofCycles ? cycles : schedule.prediction().busyCycles().getOrDefault(Unit.MAC, 0L);
    String relation =
        switch (requirement.relation()) {
          case "<" -> "<=";
          case ">" -> ">=";
          default -> requirement.relation();
        };
    return "`%s%s%s`"
        .formatted(requirement.metric(), relation, ofCycles ? part : part + "/" + cycles);
  }
}

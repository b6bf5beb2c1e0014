package dev.halfbyte.conformance;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.conformance.campaign.Campaign;
import dev.halfbyte.conformance.campaign.Crash;
import dev.halfbyte.conformance.campaign.Plan;
import dev.halfbyte.conformance.campaign.Score;
import dev.halfbyte.conformance.campaign.Tally;
import java.io.PrintWriter;
import java.util.Map;

/// What a campaign gave, for people and for programs.
final class Report {
  private Report() {}

  static void print(Plan plan, Campaign.Result result, PrintWriter out) {
    Score score = result.score();
    out.printf("%d programs of seed %d%n", result.programs(), plan.seed());
    score.recipes().forEach((name, count) -> out.printf("  %-10s %9d%n", name, count));
    score
        .refusedRecipes()
        .forEach((name, count) -> out.printf("  %-10s %9d refused by the compiler%n", name, count));
    out.printf(
        "%n%-12s %9s %10s %9s %9s %11s%n",
        "target", "programs", "executions", "no form", "findings", "programs/s");
    out.printf(
        "%-12s %9s %10s %9s %9s %11.0f%n", "interp", "", "", "", "", score.interpreterRate());
    for (Map.Entry<String, Tally> entry : score.tallies().entrySet()) {
      Tally tally = entry.getValue();
      out.printf(
          "%-12s %9d %10d %9d %9d %11.1f%n",
          entry.getKey(),
          tally.programs(),
          tally.executions(),
          tally.refusals(),
          tally.findings(),
          tally.rate());
    }
    score
        .tallies()
        .forEach((name, tally) -> {
          if (!tally.refused().isEmpty()) {
            out.printf("  %s has no form: %s%n", name, tally.refused());
          }
        });
    out.printf("%ncoverage%n");
    out.print(score.coverage().table());
    out.printf("%d cells never occurred%n", score.coverage().missing().size());
    if (score.compilerFaults() > 0) {
      out.printf("%nthe compiler failed on %d programs%n", score.compilerFaults());
    }
  }

  static void crash(Crash crash, PrintWriter out) {
    out.printf(
        "%nprogram %d: %s, %d ops after shrinking%n  %s%n  %s%n",
        crash.origin().index(),
        crash.finding().execution(),
        crash.ops(),
        crash.finding().what().lines().findFirst().orElse(""),
        crash.folder());
    out.flush();
  }

  static String json(Plan plan, Campaign.Result result) {
    JsonObject json = new JsonObject();
    json.addProperty("programs", result.programs());
    json.addProperty("seed", plan.seed());
    JsonObject targets = new JsonObject();
    result.score().tallies().forEach((name, tally) -> targets.add(name, json(tally)));
    json.add("targets", targets);
    JsonObject coverage = new JsonObject();
    result
        .score()
        .coverage()
        .counts()
        .forEach((cell, count) -> coverage.addProperty(cell.aspect() + " " + cell.name(), count));
    json.add("coverage", coverage);
    JsonArray crashes = new JsonArray();
    result.crashes().forEach(crash -> crashes.add(json(crash)));
    json.add("crashes", crashes);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }

  private static JsonObject json(Tally tally) {
    JsonObject json = new JsonObject();
    json.addProperty("programs", tally.programs());
    json.addProperty("executions", tally.executions());
    json.addProperty("no_form", tally.refusals());
    json.addProperty("findings", tally.findings());
    json.addProperty("programs_per_second", tally.rate());
    return json;
  }

  private static JsonObject json(Crash crash) {
    JsonObject json = new JsonObject();
    json.addProperty("folder", crash.folder().toString());
    json.addProperty("index", crash.origin().index());
    json.addProperty("ops", crash.ops());
    json.addProperty("subject", crash.subject());
    json.addProperty("execution", crash.finding().execution());
    json.addProperty("kind", crash.finding().kind().toString());
    json.addProperty("what", crash.finding().what());
    return json;
  }
}

using System.Text.Json.Nodes;
using Parley.Cases.Evidence;

namespace Parley.Cases.Exports;

/// <summary>The custody of a case's evidence in the terms of W3C PROV, serialised as PROV-JSON (W3C Member Submission, 2013).</summary>
public static class CaseProv
{
    // CAS-093
    /// <summary>Each piece is an entity, each custody entry an activity that used it, who did it an agent; a copy is derived from its original.</summary>
    public static string Write(CaseFile file)
    {
        var (entities, activities, agents) = (new JsonObject(), new JsonObject(), new JsonObject());
        var (used, associated, derived, invalidated) = (new JsonObject(), new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var item in EvidenceView.Of(file).Items)
        {
            var entity = Name(item.Item.ToString());
            entities[entity] = new JsonObject { ["prov:label"] = item.Title, ["parley:sha256"] = item.Sha256?.ToString(), ["parley:record"] = item.Entry.Record.Id.ToString() };
            if (item.CopyOf is { } original)
                derived[$"_:d{derived.Count}"] = new JsonObject { ["prov:generatedEntity"] = entity, ["prov:usedEntity"] = Name(original.ToString()) };
            foreach (var custody in item.Chain)
            {
                var activity = Name(custody.Entry.Record.Id.ToString());
                activities[activity] = new JsonObject
                {
                    ["prov:type"] = custody.Action,
                    // PROV wants xsd:dateTime: what is stated less exactly keeps its words only.
                    ["prov:startTime"] = custody.When is { } when && when.From == when.Until ? Records.Text.Times.ToText(when.From) : null,
                    ["parley:when"] = custody.When?.Text,
                    ["prov:location"] = custody.Where,
                    ["parley:to"] = custody.To,
                    ["parley:seal"] = custody.Seal,
                };
                used[$"_:u{used.Count}"] = new JsonObject { ["prov:activity"] = activity, ["prov:entity"] = entity };
                var agent = Name("agent/" + custody.By);
                agents[agent] = new JsonObject { ["prov:label"] = custody.By };
                associated[$"_:a{associated.Count}"] = new JsonObject { ["prov:activity"] = activity, ["prov:agent"] = agent };
                if (custody.Action == "destroyed")
                    invalidated[$"_:i{invalidated.Count}"] = new JsonObject { ["prov:entity"] = entity, ["prov:activity"] = activity };
            }
        }

        return CaseJson.Text(Without(new JsonObject
        {
            ["prefix"] = new JsonObject { ["prov"] = "http://www.w3.org/ns/prov#", ["parley"] = "urn:parley:" },
            ["entity"] = entities,
            ["activity"] = activities,
            ["agent"] = agents,
            ["used"] = used,
            ["wasAssociatedWith"] = associated,
            ["wasDerivedFrom"] = derived,
            ["wasInvalidatedBy"] = invalidated,
        }));
    }

    private static string Name(string local) => "parley:" + Uri.EscapeDataString(local);

    // PROV-JSON has no null: what is not known is not there.
    private static JsonObject Without(JsonObject node)
    {
        foreach (var (name, value) in node.ToArray())
        {
            if (value is null)
                node.Remove(name);
            else if (value is JsonObject inner)
                Without(inner);
        }

        return node;
    }
}

-- The six flagship rules by hand, for FHIR as `risk-checks synth` writes it: the yardstick that the engine is held to.
-- It gives what outcomes.parquet gives in rule, patient, subject, outcome and due_on, row for row. It says no reason and
-- no evidence, counts nothing that went wrong, and trusts that every type has its file and that each line is sound.
-- {folder} and {as_of} are put in by hand_written/run.py.

CREATE OR REPLACE MACRO earliest(t) AS CASE length(t)
    WHEN 10 THEN try_cast(t AS DATE)
    WHEN 7 THEN try_cast(t || '-01' AS DATE)
    WHEN 4 THEN try_cast(t || '-01-01' AS DATE)
    ELSE CAST(try_cast(t AS TIMESTAMPTZ) AS DATE) END;
CREATE OR REPLACE MACRO latest(t) AS CASE length(t)
    WHEN 7 THEN last_day(try_cast(t || '-01' AS DATE))
    WHEN 4 THEN try_cast(t || '-12-31' AS DATE)
    ELSE earliest(t) END;
CREATE OR REPLACE MACRO after(d, months, days) AS CAST(d + to_months(months) + to_days(days) AS DATE);
CREATE OR REPLACE MACRO cut(d) AS least(coalesce(d, DATE '{as_of}'), DATE '{as_of}');
CREATE OR REPLACE MACRO codes(concepts) AS list_filter(
    list_transform(flatten(list_transform(concepts, lambda c: c.coding)), lambda c: c.system || '|' || c.code),
    lambda k: k IS NOT NULL AND NOT starts_with(k, 'http://terminology.hl7.org/CodeSystem/data-absent-reason|'));
CREATE OR REPLACE MACRO is_in_use(x) AS x.use IS DISTINCT FROM 'old' AND x.period."end" IS NULL;
CREATE OR REPLACE MACRO has_name(names) AS len(list_filter(names, lambda n: is_in_use(n)
    AND (n.family IS NOT NULL OR len(n.given) > 0 OR n.text IS NOT NULL))) > 0;
CREATE OR REPLACE MACRO has_contact(telecoms, addresses) AS
    coalesce(len(list_filter(telecoms, lambda t: t.value IS NOT NULL AND is_in_use(t)
        AND NOT regexp_matches(t.value, '^(0{1,7}|0{10}|(0{11}|1{11}|2{11}|3{11}|4{11}|5{11}|6{11}|7{11}|8{11}|9{11}))$'))), 0)
    + coalesce(len(list_filter(addresses, lambda a: is_in_use(a)
        AND (len(a.line) > 0 OR a.text IS NOT NULL OR a.postalCode IS NOT NULL))), 0) > 0;
CREATE OR REPLACE MACRO has_relationship(concepts) AS coalesce(len(list_filter(concepts, lambda r: r.text IS NOT NULL
    OR len(list_filter(r.coding, lambda c:
        (c.system IS NULL OR c.system NOT IN ('http://terminology.hl7.org/CodeSystem/v3-NullFlavor',
                                              'http://terminology.hl7.org/CodeSystem/data-absent-reason'))
        AND ((c.code IS NULL AND c.display IS NOT NULL) OR c.code NOT IN ('U', 'NotSpecified')))) > 0)), 0) > 0;
CREATE OR REPLACE MACRO relationships(concepts) AS list_filter(codes(concepts), lambda k: k NOT IN (
    'http://terminology.hl7.org/CodeSystem/v2-0131|U',
    'https://fhir.hl7.org.uk/CodeSystem/UKCore-AdditionalPersonRelationshipRole|NotSpecified',
    'https://fhir.nhs.uk/R4/CodeSystem/UKCore-AdditionalRelatedPersonRole|NotSpecified',
    'http://terminology.hl7.org/CodeSystem/v3-NullFlavor|ASKU', 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor|NASK',
    'http://terminology.hl7.org/CodeSystem/v3-NullFlavor|NI', 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor|UNK'));
CREATE OR REPLACE MACRO is_no_carer(relations) AS list_has_any(relations, [
    'http://terminology.hl7.org/CodeSystem/v2-0131|E', 'http://terminology.hl7.org/CodeSystem/v2-0131|I',
    'http://terminology.hl7.org/CodeSystem/v2-0131|S', 'http://terminology.hl7.org/CodeSystem/v2-0131|F']);
CREATE OR REPLACE MACRO is_oneself(relations) AS
    list_contains(relations, 'http://terminology.hl7.org/CodeSystem/v3-RoleCode|ONESELF');
CREATE OR REPLACE MACRO numbers(identifiers) AS list_transform(
    list_filter(identifiers, lambda i: i.system = 'https://fhir.nhs.uk/Id/nhs-number'
        AND (i.use IS NULL OR i.use NOT IN ('old', 'temp')) AND i.period."end" IS NULL),
    lambda i: replace(replace(i.value, ' ', ''), '-', ''));
-- TRUE where an assessment's codes are in the set, NULL where it has none, FALSE otherwise.
CREATE OR REPLACE MACRO is_assessment(concepts) AS CASE WHEN coalesce(len(codes(concepts)), 0) > 0
    THEN list_contains(codes(concepts), 'http://snomed.info/sct|225337009') END;
CREATE OR REPLACE MACRO is_care_plan(concepts) AS CASE WHEN coalesce(len(codes(concepts)), 0) > 0
    THEN list_has_any(codes(concepts), [
        'http://snomed.info/sct|734163000', 'http://snomed.info/sct|718347000',
        'http://snomed.info/sct|2181441000000107', 'http://snomed.info/sct|736254008',
        'http://hl7.org/fhir/us/core/CodeSystem/careplan-category|assess-plan']) END;
CREATE OR REPLACE MACRO is_final(status) AS CASE
    WHEN status IN ('final', 'amended', 'corrected') THEN true
    WHEN status IN ('registered', 'preliminary', 'cancelled', 'entered-in-error') THEN false END;
CREATE OR REPLACE MACRO state_on_day(raw, fixed, s1, s2, e1, e2, opened, ended, ahead) AS CASE
    WHEN raw IS NULL OR list_contains(fixed, raw) THEN raw
    WHEN s1 > DATE '{as_of}' THEN ahead
    WHEN e1 = DATE '9999-12-31' OR e1 > DATE '{as_of}' AND raw NOT IN (opened, ended)
        THEN CASE WHEN raw NOT IN (opened, ended) AND coalesce(s1, s2) IS NOT NULL THEN opened ELSE raw END
    WHEN e2 <= DATE '{as_of}' THEN ended
    WHEN e1 > DATE '{as_of}' THEN opened END;

CREATE OR REPLACE TEMP TABLE encounter AS
SELECT 'Encounter/' || id AS id, subject.reference AS patient, status, serviceProvider.reference AS provider,
    period.start AS "start", period."end" AS "end"
FROM read_json('{folder}/Encounter.ndjson', format = 'newline_delimited', columns = {
    id: 'VARCHAR', status: 'VARCHAR', subject: 'STRUCT(reference VARCHAR)', serviceProvider: 'STRUCT(reference VARCHAR)',
    period: 'STRUCT(start VARCHAR, "end" VARCHAR)'});

CREATE OR REPLACE TEMP TABLE people AS
SELECT 'Patient/' || id AS id, active, link, contact, numbers(identifier) AS numbers,
    len(list_filter(list_concat(coalesce(meta.tag, []), coalesce(meta.security, [])), lambda t:
        t.system = 'http://terminology.hl7.org/CodeSystem/v3-ActReason' AND t.code = 'HTEST')) > 0 AS is_test,
    coalesce(deceasedBoolean, false) OR coalesce(earliest(deceasedDateTime) <= DATE '{as_of}', false) AS is_dead
FROM read_json('{folder}/Patient.ndjson', format = 'newline_delimited', columns = {
    id: 'VARCHAR', active: 'BOOLEAN', deceasedBoolean: 'BOOLEAN', deceasedDateTime: 'VARCHAR',
    meta: 'STRUCT(tag STRUCT(system VARCHAR, code VARCHAR)[], security STRUCT(system VARCHAR, code VARCHAR)[])',
    identifier: 'STRUCT(system VARCHAR, value VARCHAR, use VARCHAR, period STRUCT("end" VARCHAR))[]',
    link: 'STRUCT(other STRUCT(reference VARCHAR), type VARCHAR)[]',
    contact: 'STRUCT(relationship STRUCT(coding STRUCT(system VARCHAR, code VARCHAR, display VARCHAR)[], text VARCHAR)[],
        name STRUCT(use VARCHAR, family VARCHAR, given VARCHAR[], text VARCHAR, period STRUCT("end" VARCHAR)),
        telecom STRUCT(value VARCHAR, use VARCHAR, period STRUCT("end" VARCHAR))[],
        address STRUCT(use VARCHAR, line VARCHAR[], text VARCHAR, postalCode VARCHAR, period STRUCT("end" VARCHAR)),
        period STRUCT(start VARCHAR, "end" VARCHAR))[]'});

-- Every key that a row may name, and the checked person whom it stands for.
CREATE OR REPLACE TEMP TABLE who AS
WITH RECURSIVE
said AS (SELECT id, unnest(link) AS link FROM people WHERE len(link) > 0),
pairs AS (
    SELECT DISTINCT CASE link.type WHEN 'replaced-by' THEN id ELSE link.other.reference END AS old,
        CASE link.type WHEN 'replaced-by' THEN link.other.reference ELSE id END AS new
    FROM said WHERE link.type IN ('replaced-by', 'replaces')),
chain(old, new, steps) AS (
    SELECT old, new, 1 FROM pairs
    UNION ALL
    SELECT chain.old, pairs.new, steps + 1 FROM chain JOIN pairs ON pairs.old = chain.new WHERE steps < 20),
survivors AS (
    SELECT old, arg_max(new, steps) FILTER (new IN (SELECT id FROM people)) AS new FROM chain
    GROUP BY old HAVING max(steps) < 20 AND count(DISTINCT new) = max(steps))
SELECT coalesce(old, id) AS id, people.id AS patient, is_dead, numbers, contact
FROM people LEFT JOIN (
    SELECT old, new FROM survivors WHERE new IS NOT NULL UNION ALL SELECT id, id FROM people) ON new = people.id
WHERE NOT is_test AND active IS DISTINCT FROM false
    AND people.id NOT IN (SELECT old FROM survivors WHERE new IS NOT NULL);

CREATE OR REPLACE TEMP TABLE referral AS
WITH
episode AS (
    SELECT 'EpisodeOfCare/' || e.id AS id, who.patient, CASE status
            WHEN 'planned' THEN 'planned' WHEN 'waitlist' THEN 'planned' WHEN 'active' THEN 'open' WHEN 'onhold' THEN 'open'
            WHEN 'finished' THEN 'closed' WHEN 'cancelled' THEN 'cancelled' WHEN 'entered-in-error' THEN 'retracted' END AS raw,
        earliest(period.start) AS s1, latest(period.start) AS s2,
        CASE WHEN period."end" IS NULL THEN DATE '9999-12-31' ELSE earliest(period."end") END AS e1,
        CASE WHEN period."end" IS NULL THEN DATE '9999-12-31' ELSE latest(period."end") END AS e2
    FROM read_json('{folder}/EpisodeOfCare.ndjson', format = 'newline_delimited', columns = {
        id: 'VARCHAR', status: 'VARCHAR', patient: 'STRUCT(reference VARCHAR)',
        period: 'STRUCT(start VARCHAR, "end" VARCHAR)'}) AS e
    JOIN who ON who.id = e.patient.reference),
sound AS (
    SELECT id, patient, s1 > e2 IS NOT DISTINCT FROM true AS is_reversed,
        CASE WHEN NOT is_reversed OR raw IN ('cancelled', 'retracted') THEN raw END AS raw,
        CASE WHEN NOT is_reversed THEN s1 END AS s1, CASE WHEN NOT is_reversed THEN s2 END AS s2,
        CASE WHEN NOT is_reversed THEN e1 END AS e1, CASE WHEN NOT is_reversed THEN e2 END AS e2
    FROM episode),
visit AS (
    SELECT patient, provider, earliest("start") AS s1, latest("start") AS s2,
        CASE WHEN "end" IS NULL AND status <> 'finished' THEN DATE '9999-12-31'
            ELSE earliest(coalesce("end", "start")) END AS c1,
        CASE WHEN "end" IS NULL AND status <> 'finished' THEN DATE '9999-12-31'
            ELSE latest(coalesce("end", "start")) END AS c2
    FROM encounter WHERE status IN ('arrived', 'triaged', 'in-progress', 'onleave', 'finished')
    UNION ALL
    SELECT subject.reference, list_filter(performer, lambda p: starts_with(p.reference, 'Organization/'))[1].reference,
        earliest(authoredOn), latest(authoredOn), earliest(authoredOn), latest(authoredOn)
    FROM read_json('{folder}/ServiceRequest.ndjson', format = 'newline_delimited', columns = {
        status: 'VARCHAR', intent: 'VARCHAR', authoredOn: 'VARCHAR', doNotPerform: 'BOOLEAN',
        subject: 'STRUCT(reference VARCHAR)', encounter: 'STRUCT(reference VARCHAR)', performer: 'STRUCT(reference VARCHAR)[]',
        category: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])[]',
        code: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])'})
    WHERE status IN ('active', 'on-hold', 'completed') AND encounter IS NULL AND doNotPerform IS DISTINCT FROM true
        AND (intent IS NULL OR intent NOT IN ('proposal', 'plan', 'directive', 'option'))
        AND (list_has_any(list_concat(coalesce(codes(category), []), coalesce(codes([code]), [])), [
                'http://snomed.info/sct|3457005', 'http://snomed.info/sct|306206005', 'http://snomed.info/sct|103696004',
                'http://snomed.info/sct|183524004', 'http://snomed.info/sct|390866009'])
            OR list_contains(codes(category), 'https://fhir.nhs.uk/CodeSystem/message-category-servicerequest|referral'))),
derived AS (
    SELECT who.patient || '#referral.' || coalesce(provider, 'none') AS id, who.patient,
        CASE WHEN count(s1) = count(*) THEN min(s1) END AS s1, min(s2) AS s2, max(c1) AS c1,
        CASE WHEN count(c2) = count(*) THEN max(c2) END AS c2
    FROM visit JOIN who ON who.id = visit.patient
    WHERE who.patient NOT IN (SELECT patient FROM sound WHERE raw IS DISTINCT FROM 'retracted')
    GROUP BY who.patient, provider),
stated AS (
    SELECT id, patient, s1, s2, state_on_day(raw, ['cancelled', 'retracted'], s1, s2, e1, e2, 'open', 'closed', 'planned')
            AS state, state = 'open' AS is_open, is_open IS DISTINCT FROM false AS may_be_open
    FROM sound
    UNION ALL
    SELECT id, patient, s1, s2, 'open', c1 >= after(DATE '{as_of}', -12, 0),
        NOT coalesce(CASE WHEN c1 > DATE '{as_of}' THEN c2 ELSE cut(c2) END < after(DATE '{as_of}', -12, 0), false)
    FROM derived)
SELECT id, patient, s1, s2, cut(s2) AS t2, coalesce(is_open, false) AS is_open
FROM stated WHERE may_be_open AND NOT coalesce(s1 > DATE '{as_of}', false);

-- What may answer: sure where it surely is of the kind and in the state asked for, with the days it may be of.
CREATE OR REPLACE TEMP TABLE evidence AS
WITH
assessment AS (
    SELECT subject.reference AS patient, CASE WHEN code IS NULL THEN true ELSE is_assessment([code]) END AS is_kind,
        is_final(status) AS is_done, occurrenceDateTime AS day, occurrencePeriod AS period, encounter.reference AS visit
    FROM read_json('{folder}/RiskAssessment.ndjson', format = 'newline_delimited', columns = {
        status: 'VARCHAR', subject: 'STRUCT(reference VARCHAR)', encounter: 'STRUCT(reference VARCHAR)',
        code: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])', occurrenceDateTime: 'VARCHAR',
        occurrencePeriod: 'STRUCT(start VARCHAR, "end" VARCHAR)'})
    UNION ALL
    SELECT subject.reference, is_assessment([code]) AS is_kind, CASE
            WHEN is_final(status) IS NOT true THEN is_final(status)
            WHEN valueQuantity IS NULL AND valueBoolean IS NULL AND valueCodeableConcept IS NULL AND dataAbsentReason IS NOT NULL
                THEN CASE WHEN len(list_filter(dataAbsentReason.coding, lambda c:
                    c.system = 'http://terminology.hl7.org/CodeSystem/data-absent-reason'
                    AND c.code IN ('not-performed', 'not-asked', 'error'))) > 0 THEN false END
            WHEN len(list_filter(valueCodeableConcept.coding, lambda c:
                    c.system = 'http://terminology.hl7.org/CodeSystem/data-absent-reason')) > 0
                THEN CASE WHEN len(list_filter(valueCodeableConcept.coding, lambda c:
                    c.code IN ('not-performed', 'not-asked', 'error'))) > 0 THEN false END
            WHEN valueBoolean = false THEN NULL
            ELSE true END,
        effectiveDateTime, effectivePeriod, encounter.reference
    FROM read_json('{folder}/Observation.ndjson', format = 'newline_delimited', columns = {
        status: 'VARCHAR', subject: 'STRUCT(reference VARCHAR)', encounter: 'STRUCT(reference VARCHAR)',
        code: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])',
        category: 'STRUCT(coding STRUCT(code VARCHAR)[])[]', valueQuantity: 'STRUCT(value DOUBLE)', valueBoolean: 'BOOLEAN',
        valueCodeableConcept: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])',
        dataAbsentReason: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])',
        effectiveDateTime: 'VARCHAR', effectivePeriod: 'STRUCT(start VARCHAR, "end" VARCHAR)'})
    WHERE is_kind IS DISTINCT FROM false AND (
        len(list_filter(category, lambda g: list_has_any(list_transform(g.coding, lambda c: c.code), ['survey', 'exam']))) > 0
        OR coalesce(len(list_filter(category, lambda g: list_has_any(
            list_transform(g.coding, lambda c: c.code), ['vital-signs', 'laboratory', 'imaging']))), 0) = 0)
    UNION ALL
    SELECT subject.reference, NULL, CASE
            WHEN status IN ('completed', 'amended') THEN true
            WHEN status IN ('in-progress', 'stopped', 'entered-in-error') THEN false END,
        authored, NULL, encounter.reference
    FROM read_json('{folder}/QuestionnaireResponse.ndjson', format = 'newline_delimited', columns = {
        status: 'VARCHAR', subject: 'STRUCT(reference VARCHAR)', encounter: 'STRUCT(reference VARCHAR)',
        questionnaire: 'VARCHAR', authored: 'VARCHAR'})
    WHERE coalesce(split_part(questionnaire, '|', 1), '') = ''
    UNION ALL
    SELECT subject.reference, is_assessment([code]) AS is_kind, CASE
            WHEN status = 'completed' THEN true
            WHEN status IN ('preparation', 'in-progress', 'not-done', 'on-hold', 'stopped', 'entered-in-error') THEN false END,
        performedDateTime, performedPeriod, encounter.reference
    FROM read_json('{folder}/Procedure.ndjson', format = 'newline_delimited', columns = {
        status: 'VARCHAR', subject: 'STRUCT(reference VARCHAR)', encounter: 'STRUCT(reference VARCHAR)',
        code: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])',
        performedDateTime: 'VARCHAR', performedPeriod: 'STRUCT(start VARCHAR, "end" VARCHAR)'})
    WHERE is_kind IS DISTINCT FROM false),
done AS (
    SELECT assessment.patient, is_kind AND is_done AS is_sure,
        CASE WHEN day IS NOT NULL THEN {'start': day, 'end': day} WHEN period IS NOT NULL THEN period
            ELSE {'start': encounter.start, 'end': encounter."end"} END AS span
    FROM assessment LEFT JOIN encounter ON day IS NULL AND period IS NULL AND encounter.id = visit
    WHERE is_kind IS DISTINCT FROM false AND is_done IS DISTINCT FROM false),
assessed AS (
    SELECT patient, is_sure, earliest(span.start) AS d1, latest(span."end") AS d2,
        (span.start IS NOT NULL AND d1 IS NULL) OR (span."end" IS NOT NULL AND d2 IS NULL) OR coalesce(d1 > d2, false) AS is_bad
    FROM done),
pointer AS (
    SELECT 'DocumentReference/' || id AS id, subject.reference AS patient, status, docStatus, codes([type]) AS types,
        codes(category) AS categories, content[1].attachment.creation AS written, date, relatesTo
    FROM read_json('{folder}/DocumentReference.ndjson', format = 'newline_delimited', columns = {
        id: 'VARCHAR', status: 'VARCHAR', docStatus: 'VARCHAR', subject: 'STRUCT(reference VARCHAR)', date: 'VARCHAR',
        type: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])',
        category: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])[]',
        content: 'STRUCT(attachment STRUCT(creation VARCHAR))[]',
        relatesTo: 'STRUCT(code VARCHAR, target STRUCT(reference VARCHAR))[]'})),
plan AS (
    SELECT 'CarePlan/' || id AS id, subject.reference AS patient, intent, created, period.start AS begins,
        CASE WHEN category IS NULL THEN true ELSE is_care_plan(category) END AS is_kind,
        earliest(period.start) AS s1, latest(period.start) AS s2,
        CASE WHEN period."end" IS NULL THEN DATE '9999-12-31' ELSE earliest(period."end") END AS e1,
        CASE WHEN period."end" IS NULL THEN DATE '9999-12-31' ELSE latest(period."end") END AS e2,
        s1 > e2 IS NOT DISTINCT FROM true AS is_reversed, CASE status
            WHEN 'draft' THEN 'draft' WHEN 'active' THEN 'active' WHEN 'on-hold' THEN 'on-hold' WHEN 'completed' THEN 'ended'
            WHEN 'revoked' THEN 'withdrawn' WHEN 'entered-in-error' THEN 'retracted' END AS raw,
        CASE WHEN is_reversed THEN CASE WHEN raw NOT IN ('active', 'ended') THEN raw END ELSE state_on_day(
            raw, ['draft', 'on-hold', 'withdrawn', 'retracted'], s1, s2, e1, e2, 'active', 'ended', 'planned') END AS state
    FROM read_json('{folder}/CarePlan.ndjson', format = 'newline_delimited', columns = {
        id: 'VARCHAR', status: 'VARCHAR', intent: 'VARCHAR', subject: 'STRUCT(reference VARCHAR)', created: 'VARCHAR',
        category: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])[]',
        period: 'STRUCT(start VARCHAR, "end" VARCHAR)'})
    WHERE is_kind IS DISTINCT FROM false AND (state = 'active' OR state IS NULL) AND intent IS DISTINCT FROM 'proposal'
    UNION ALL BY NAME
    SELECT id, patient, 'plan' AS intent, coalesce(written, date) AS created, 'active' AS state,
        CASE WHEN len(types) + len(categories) > 0 THEN list_has_any(list_concat(types, CASE WHEN list_has_any(types, [
                'http://snomed.info/sct|736253002', 'http://snomed.info/sct|325691000000100', 'http://snomed.info/sct|736366004',
                'http://snomed.info/sct|735324008', 'http://snomed.info/sct|887701000000100']) THEN [] ELSE categories END),
            ['http://snomed.info/sct|734163000', 'http://snomed.info/sct|718347000',
             'http://snomed.info/sct|2181441000000107']) END AS is_kind
    FROM pointer WHERE status = 'current' AND coalesce(docStatus, '') NOT IN ('entered-in-error', 'preliminary') AND is_kind
        AND id NOT IN (SELECT unnest(list_transform(list_filter(relatesTo, lambda r: r.code = 'replaces'),
                lambda r: r.target.reference)) FROM pointer
            WHERE status IN ('current', 'superseded') AND coalesce(docStatus, '') NOT IN ('entered-in-error', 'preliminary'))),
review AS (
    SELECT based.reference AS plan, subject.reference AS patient,
        coalesce(performedDateTime, performedPeriod."end", performedPeriod.start) AS day
    FROM (SELECT *, unnest(basedOn) AS based FROM read_json('{folder}/Procedure.ndjson', format = 'newline_delimited', columns = {
        status: 'VARCHAR', subject: 'STRUCT(reference VARCHAR)', basedOn: 'STRUCT(reference VARCHAR)[]',
        code: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])',
        performedDateTime: 'VARCHAR', performedPeriod: 'STRUCT(start VARCHAR, "end" VARCHAR)'})
        WHERE status = 'completed' AND list_contains(codes([code]), 'http://snomed.info/sct|425268008')) AS r
    UNION ALL
    SELECT target.reference, NULL, recorded
    FROM (SELECT recorded, unnest(target) AS target FROM read_json('{folder}/Provenance.ndjson',
        format = 'newline_delimited', columns = {
            recorded: 'VARCHAR', target: 'STRUCT(reference VARCHAR)[]',
            activity: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])',
            agent: 'STRUCT(who STRUCT(reference VARCHAR))[]'})
        WHERE list_contains(codes([activity]), 'http://terminology.hl7.org/CodeSystem/v3-DataOperation|UPDATE')
            AND len(list_filter(agent, lambda a: regexp_matches(
                a.who.reference, '^(Practitioner|PractitionerRole|Patient|RelatedPerson)/'))) > 0)),
sign AS (
    SELECT id, unnest([created, begins]) AS day FROM plan
    UNION ALL
    SELECT plan.id, day FROM plan JOIN review ON review.plan = plan.id AND coalesce(review.patient = plan.patient, true)),
signed AS (
    SELECT id, max(earliest(day)) AS d1,
        CASE WHEN count(latest(day)) = count(*) THEN max(latest(day)) END AS d2
    FROM sign WHERE day IS NOT NULL GROUP BY id),
found AS (
    SELECT 'RISK' AS about, patient, is_sure, CASE WHEN NOT is_bad THEN d1 END AS d1, CASE WHEN NOT is_bad THEN d2 END AS d2
    FROM assessed
    UNION ALL
    SELECT 'PLAN', patient, is_kind AND state = 'active' AND intent IS NOT NULL, d1, d2 FROM plan LEFT JOIN signed USING (id))
SELECT about, who.patient, coalesce(is_sure, false) AS is_sure, d1, d2, cut(d2) AS c2
FROM found JOIN who ON who.id = found.patient
WHERE NOT coalesce(d1 > DATE '{as_of}', false);

CREATE OR REPLACE TEMP TABLE carer AS
WITH
mention AS (
    SELECT who.patient, r.active, relationships(relationship) AS relations, has_name(name) AS has_name,
        has_contact(telecom, address) AS has_contact, has_relationship(relationship) AS has_relationship,
        period.start AS starts, period."end" AS ends,
        coalesce(list_has_any(numbers(identifier), people.numbers), false) AS is_same_number
    FROM read_json('{folder}/RelatedPerson.ndjson', format = 'newline_delimited', columns = {
        active: 'BOOLEAN', patient: 'STRUCT(reference VARCHAR)',
        identifier: 'STRUCT(system VARCHAR, value VARCHAR, use VARCHAR, period STRUCT("end" VARCHAR))[]',
        relationship: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR, display VARCHAR)[], text VARCHAR)[]',
        name: 'STRUCT(use VARCHAR, family VARCHAR, given VARCHAR[], text VARCHAR, period STRUCT("end" VARCHAR))[]',
        telecom: 'STRUCT(value VARCHAR, use VARCHAR, period STRUCT("end" VARCHAR))[]',
        address: 'STRUCT(use VARCHAR, line VARCHAR[], text VARCHAR, postalCode VARCHAR, period STRUCT("end" VARCHAR))[]',
        period: 'STRUCT(start VARCHAR, "end" VARCHAR)'}) AS r
    JOIN who ON who.id = r.patient.reference LEFT JOIN people ON people.id = r.patient.reference
    UNION ALL
    SELECT who.patient, true, relationships(c.relationship), has_name([c.name]), has_contact(c.telecom, [c.address]),
        has_relationship(c.relationship), c.period.start, c.period."end", false
    FROM (SELECT id, unnest(contact) AS c FROM people WHERE len(contact) > 0) AS p JOIN who ON who.id = p.id),
dated AS (
    SELECT *, earliest(starts) AS s1, CASE WHEN ends IS NULL THEN DATE '9999-12-31' ELSE earliest(ends) END AS e1,
        CASE WHEN ends IS NULL THEN DATE '9999-12-31' ELSE latest(ends) END AS e2, CASE
            WHEN active = false THEN false
            WHEN s1 > e2 THEN NULL
            WHEN s1 > DATE '{as_of}' OR e2 <= DATE '{as_of}' THEN false
            WHEN e1 > DATE '{as_of}' THEN true END AS is_active
    FROM mention WHERE NOT is_same_number AND NOT coalesce(is_oneself(relations), false))
SELECT patient, coalesce(is_active, false) AS is_active, coalesce(len(relations), 0) > 0 AS is_related,
    coalesce(has_name AND has_relationship AND has_contact, false) AS is_whole
FROM dated WHERE is_active IS DISTINCT FROM false AND NOT coalesce(is_no_carer(relations), false);

CREATE OR REPLACE TEMP TABLE answers AS
WITH
asked(about, first, first_every, carry) AS (VALUES ('RISK', 7, 14, 0), ('PLAN', 28, 28, 12)),
candidate AS (
    SELECT asked.about, r.id, first, first_every, e.is_sure, d1, d2, c2,
        e.patient IS NOT NULL AND NOT coalesce(c2 < after(r.s1, -carry, 0), false) AS counts,
        e.is_sure AND coalesce(d1 >= after(r.t2, -carry, 0), false) AS surely
    FROM referral AS r CROSS JOIN asked LEFT JOIN evidence AS e ON e.patient = r.patient AND e.about = asked.about
    WHERE r.is_open),
judged AS (
    SELECT about, id, first, first_every, count(is_sure) AS rows_any, count(*) FILTER (is_sure) AS rows_sure,
        count(*) FILTER (counts) AS n, count(*) FILTER (counts AND surely) AS n_sure,
        coalesce(bool_or(DATE '{as_of}' <= after(c2, 12, 0)) FILTER (counts), false) AS may_be_met,
        max(d1) FILTER (counts AND surely) AS last_sure,
        coalesce(bool_or(d1 IS NULL OR DATE '{as_of}' > after(d1, 12, 0)) FILTER (counts), false) AS may_be_old,
        CASE WHEN count(d2) FILTER (counts) = n THEN max(after(d2, 12, 0)) FILTER (counts) END AS lasts
    FROM candidate GROUP BY about, id, first, first_every),
clock AS (
    SELECT 'RC-' || about || '-001' AS rule, id, rows_any > 0 AS met, rows_sure = 0 AS is_waiting, first AS days,
        false AS is_old, NULL::DATE AS until, true AS is_grace
    FROM judged
    UNION ALL
    SELECT 'RC-' || about || '-002', id, may_be_met, n_sure = 0, first_every,
        CASE WHEN n_sure > 0 THEN DATE '{as_of}' > after(last_sure, 12, 0) ELSE may_be_old END, lasts, n = 0
    FROM judged
    UNION ALL
    SELECT 'RC-CARER-001', r.id, count(is_active) > 0, count(*) FILTER (is_active AND is_related) = 0, 14, false, NULL, true
    FROM referral AS r LEFT JOIN carer USING (patient) WHERE r.is_open GROUP BY r.id),
clocked AS (
    SELECT rule, id, met, is_waiting AND DATE '{as_of}' <= after(t2, 0, days) AS due,
        is_old OR (is_waiting AND coalesce(DATE '{as_of}' > after(s1, 0, days), true)) AS gap,
        CASE WHEN is_grace OR (due AND NOT gap) THEN after(s2, 0, days)
            WHEN NOT is_waiting THEN until
            WHEN until IS NOT NULL AND s2 IS NOT NULL THEN greatest(until, after(s2, 0, days)) END AS due_on
    FROM clock JOIN referral USING (id)),
per_referral AS (
    SELECT rule, id AS subject, CASE WHEN due AND NOT gap THEN 'due' WHEN met AND NOT gap AND NOT due THEN 'met'
            WHEN gap AND NOT met AND NOT due THEN 'gap' ELSE 'unknown' END AS outcome,
        CASE WHEN outcome <> 'met' OR ends_with(rule, '-002') THEN due_on END AS due_on
    FROM clocked),
held AS (
    SELECT patient, bool_or(is_open) AS is_sure FROM referral GROUP BY patient),
cared AS (
    SELECT held.patient, any_value(held.is_sure) AND bool_or(c.is_active) AS is_sure,
        bool_or(c.is_active AND c.is_whole) AS met, bool_or(c.is_whole) AS may_be_met
    FROM held JOIN carer AS c USING (patient) GROUP BY held.patient),
rules(rule) AS (VALUES ('RC-RISK-001'), ('RC-RISK-002'), ('RC-PLAN-001'), ('RC-PLAN-002'), ('RC-CARER-001'))
SELECT rules.rule, r.patient, r.id AS subject,
    CASE WHEN NOT r.is_open THEN 'unknown' WHEN is_dead THEN 'exempt' ELSE p.outcome END AS outcome,
    CASE WHEN r.is_open AND NOT is_dead THEN p.due_on END AS due_on
FROM referral AS r CROSS JOIN rules
JOIN who ON who.id = r.patient
LEFT JOIN per_referral AS p ON p.subject = r.id AND p.rule = rules.rule
UNION ALL
SELECT 'RC-CARER-002', c.patient, c.patient, CASE WHEN NOT c.is_sure THEN 'unknown' WHEN is_dead THEN 'exempt'
    WHEN met THEN 'met' WHEN may_be_met THEN 'unknown' ELSE 'gap' END, NULL
FROM cared AS c JOIN who ON who.id = c.patient;

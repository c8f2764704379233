-- Nothing is rewritten, whatever program opens the file. A BEFORE INSERT guard closes the door that INSERT OR REPLACE leaves open.

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER batch_no_update BEFORE UPDATE ON batch BEGIN SELECT RAISE(ABORT, 'batch is append-only'); END;
CREATE TRIGGER batch_no_delete BEFORE DELETE ON batch BEGIN SELECT RAISE(ABORT, 'batch is append-only'); END;
CREATE TRIGGER batch_row_no_update BEFORE UPDATE ON batch_row BEGIN SELECT RAISE(ABORT, 'batch_row is append-only'); END;
CREATE TRIGGER batch_row_no_delete BEFORE DELETE ON batch_row BEGIN SELECT RAISE(ABORT, 'batch_row is append-only'); END;
CREATE TRIGGER person_no_update BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'person is append-only'); END;
CREATE TRIGGER person_no_delete BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'person is append-only'); END;
CREATE TRIGGER enrolment_no_update BEFORE UPDATE ON enrolment BEGIN SELECT RAISE(ABORT, 'enrolment is append-only'); END;
CREATE TRIGGER enrolment_no_delete BEFORE DELETE ON enrolment BEGIN SELECT RAISE(ABORT, 'enrolment is append-only'); END;
CREATE TRIGGER run_no_update BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'run is append-only'); END;
CREATE TRIGGER run_no_delete BEFORE DELETE ON run BEGIN SELECT RAISE(ABORT, 'run is append-only'); END;
CREATE TRIGGER run_step_no_update BEFORE UPDATE ON run_step BEGIN SELECT RAISE(ABORT, 'run_step is append-only'); END;
CREATE TRIGGER run_step_no_delete BEFORE DELETE ON run_step BEGIN SELECT RAISE(ABORT, 'run_step is append-only'); END;
CREATE TRIGGER line_no_update BEFORE UPDATE ON line BEGIN SELECT RAISE(ABORT, 'line is append-only'); END;
CREATE TRIGGER line_no_delete BEFORE DELETE ON line BEGIN SELECT RAISE(ABORT, 'line is append-only'); END;
CREATE TRIGGER payout_no_update BEFORE UPDATE ON payout BEGIN SELECT RAISE(ABORT, 'payout is append-only'); END;
CREATE TRIGGER payout_no_delete BEFORE DELETE ON payout BEGIN SELECT RAISE(ABORT, 'payout is append-only'); END;
CREATE TRIGGER owed_no_update BEFORE UPDATE ON owed BEGIN SELECT RAISE(ABORT, 'owed is append-only'); END;
CREATE TRIGGER owed_no_delete BEFORE DELETE ON owed BEGIN SELECT RAISE(ABORT, 'owed is append-only'); END;
CREATE TRIGGER held_no_update BEFORE UPDATE ON held BEGIN SELECT RAISE(ABORT, 'held is append-only'); END;
CREATE TRIGGER held_no_delete BEFORE DELETE ON held BEGIN SELECT RAISE(ABORT, 'held is append-only'); END;
CREATE TRIGGER bridge_no_update BEFORE UPDATE ON bridge BEGIN SELECT RAISE(ABORT, 'bridge is append-only'); END;
CREATE TRIGGER bridge_no_delete BEFORE DELETE ON bridge BEGIN SELECT RAISE(ABORT, 'bridge is append-only'); END;
CREATE TRIGGER export_no_update BEFORE UPDATE ON export BEGIN SELECT RAISE(ABORT, 'export is append-only'); END;
CREATE TRIGGER export_no_delete BEFORE DELETE ON export BEGIN SELECT RAISE(ABORT, 'export is append-only'); END;
CREATE TRIGGER audit_run_no_update BEFORE UPDATE ON audit_run BEGIN SELECT RAISE(ABORT, 'audit_run is append-only'); END;
CREATE TRIGGER audit_run_no_delete BEFORE DELETE ON audit_run BEGIN SELECT RAISE(ABORT, 'audit_run is append-only'); END;
CREATE TRIGGER finding_no_update BEFORE UPDATE ON finding BEGIN SELECT RAISE(ABORT, 'finding is append-only'); END;
CREATE TRIGGER finding_no_delete BEFORE DELETE ON finding BEGIN SELECT RAISE(ABORT, 'finding is append-only'); END;
CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal) BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER batch_no_replace BEFORE INSERT ON batch WHEN EXISTS (SELECT 1 FROM batch WHERE batch = NEW.batch) BEGIN SELECT RAISE(ABORT, 'batch is append-only'); END;
CREATE TRIGGER person_no_replace BEFORE INSERT ON person WHEN EXISTS (SELECT 1 FROM person WHERE person = NEW.person) BEGIN SELECT RAISE(ABORT, 'person is append-only'); END;
CREATE TRIGGER enrolment_no_replace BEFORE INSERT ON enrolment WHEN EXISTS (SELECT 1 FROM enrolment WHERE enrolment = NEW.enrolment) BEGIN SELECT RAISE(ABORT, 'enrolment is append-only'); END;
CREATE TRIGGER run_no_replace BEFORE INSERT ON run WHEN EXISTS (SELECT 1 FROM run WHERE run = NEW.run) BEGIN SELECT RAISE(ABORT, 'run is append-only'); END;
CREATE TRIGGER line_no_replace BEFORE INSERT ON line WHEN EXISTS (SELECT 1 FROM line WHERE line = NEW.line) BEGIN SELECT RAISE(ABORT, 'line is append-only'); END;
CREATE TRIGGER audit_run_no_replace BEFORE INSERT ON audit_run WHEN EXISTS (SELECT 1 FROM audit_run WHERE audit_run = NEW.audit_run) BEGIN SELECT RAISE(ABORT, 'audit_run is append-only'); END;
CREATE TRIGGER batch_row_no_replace BEFORE INSERT ON batch_row WHEN EXISTS (SELECT 1 FROM batch_row WHERE batch = NEW.batch AND sheet = NEW.sheet AND row_no = NEW.row_no) BEGIN SELECT RAISE(ABORT, 'batch_row is append-only'); END;
CREATE TRIGGER run_step_no_replace BEFORE INSERT ON run_step WHEN EXISTS (SELECT 1 FROM run_step WHERE run = NEW.run AND step = NEW.step) BEGIN SELECT RAISE(ABORT, 'run_step is append-only'); END;
CREATE TRIGGER payout_no_replace BEFORE INSERT ON payout WHEN EXISTS (SELECT 1 FROM payout WHERE run = NEW.run AND person = NEW.person) BEGIN SELECT RAISE(ABORT, 'payout is append-only'); END;
CREATE TRIGGER owed_no_replace BEFORE INSERT ON owed WHEN EXISTS (SELECT 1 FROM owed WHERE run = NEW.run AND person = NEW.person) BEGIN SELECT RAISE(ABORT, 'owed is append-only'); END;
CREATE TRIGGER held_no_replace BEFORE INSERT ON held WHEN EXISTS (SELECT 1 FROM held WHERE run = NEW.run AND enrolment = NEW.enrolment AND month = NEW.month AND code = NEW.code) BEGIN SELECT RAISE(ABORT, 'held is append-only'); END;
CREATE TRIGGER bridge_no_replace BEFORE INSERT ON bridge WHEN EXISTS (SELECT 1 FROM bridge WHERE run = NEW.run AND policy = NEW.policy AND movement = NEW.movement AND reason = NEW.reason) BEGIN SELECT RAISE(ABORT, 'bridge is append-only'); END;
CREATE TRIGGER export_no_replace BEFORE INSERT ON export WHEN EXISTS (SELECT 1 FROM export WHERE run = NEW.run AND kind = NEW.kind) BEGIN SELECT RAISE(ABORT, 'export is append-only'); END;
CREATE TRIGGER finding_no_replace BEFORE INSERT ON finding WHEN EXISTS (SELECT 1 FROM finding WHERE audit_run = NEW.audit_run AND number = NEW.number) BEGIN SELECT RAISE(ABORT, 'finding is append-only'); END;

-- A fact may be ended once, by a batch; nothing else of it may change.
CREATE TRIGGER region_only_ends BEFORE UPDATE ON region WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.region IS OLD.region AND NEW.name IS OLD.name AND NEW.level IS OLD.level AND NEW.kind IS OLD.kind AND NEW.parent IS OLD.parent AND NEW.aliases IS OLD.aliases AND NEW.valid_from IS OLD.valid_from AND NEW.valid_to IS OLD.valid_to AND NEW.merged_into IS OLD.merged_into AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'region: a fact is ended, never changed'); END;
CREATE TRIGGER region_no_delete BEFORE DELETE ON region BEGIN SELECT RAISE(ABORT, 'region is append-only'); END;
CREATE TRIGGER region_no_replace BEFORE INSERT ON region WHEN EXISTS (SELECT 1 FROM region WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'region is append-only'); END;
CREATE TRIGGER profile_only_ends BEFORE UPDATE ON profile WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.person IS OLD.person AND NEW.name IS OLD.name AND NEW.township IS OLD.township AND NEW.village IS OLD.village AND NEW.hukou IS OLD.hukou AND NEW.phone IS OLD.phone AND NEW.note IS OLD.note AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'profile: a fact is ended, never changed'); END;
CREATE TRIGGER profile_no_delete BEFORE DELETE ON profile BEGIN SELECT RAISE(ABORT, 'profile is append-only'); END;
CREATE TRIGGER profile_no_replace BEFORE INSERT ON profile WHEN EXISTS (SELECT 1 FROM profile WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'profile is append-only'); END;
CREATE TRIGGER service_only_ends BEFORE UPDATE ON service WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.person IS OLD.person AND NEW.enlisted_on IS OLD.enlisted_on AND NEW.discharged_on IS OLD.discharged_on AND NEW.conscript_from IS OLD.conscript_from AND NEW.conscript_to IS OLD.conscript_to AND NEW.date_precision IS OLD.date_precision AND NEW.rural_at_discharge IS OLD.rural_at_discharge AND NEW.draws_pension IS OLD.draws_pension AND NEW.source IS OLD.source AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'service: a fact is ended, never changed'); END;
CREATE TRIGGER service_no_delete BEFORE DELETE ON service BEGIN SELECT RAISE(ABORT, 'service is append-only'); END;
CREATE TRIGGER service_no_replace BEFORE INSERT ON service WHEN EXISTS (SELECT 1 FROM service WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'service is append-only'); END;
CREATE TRIGGER account_only_ends BEFORE UPDATE ON account WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.person IS OLD.person AND NEW.number IS OLD.number AND NEW.bank IS OLD.bank AND NEW.holder_name IS OLD.holder_name AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'account: a fact is ended, never changed'); END;
CREATE TRIGGER account_no_delete BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT, 'account is append-only'); END;
CREATE TRIGGER account_no_replace BEFORE INSERT ON account WHEN EXISTS (SELECT 1 FROM account WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'account is append-only'); END;
CREATE TRIGGER terms_only_ends BEFORE UPDATE ON terms WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.enrolment IS OLD.enrolment AND NEW.from_month IS OLD.from_month AND NEW.category IS OLD.category AND NEW.grade IS OLD.grade AND NEW.nature IS OLD.nature AND NEW.approved_on IS OLD.approved_on AND NEW.start_month IS OLD.start_month AND NEW.ends_on IS OLD.ends_on AND NEW.end_reason IS OLD.end_reason AND NEW.stated_years IS OLD.stated_years AND NEW.document IS OLD.document AND NEW.certificate IS OLD.certificate AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'terms: a fact is ended, never changed'); END;
CREATE TRIGGER terms_no_delete BEFORE DELETE ON terms BEGIN SELECT RAISE(ABORT, 'terms is append-only'); END;
CREATE TRIGGER terms_no_replace BEFORE INSERT ON terms WHEN EXISTS (SELECT 1 FROM terms WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'terms is append-only'); END;
CREATE TRIGGER death_only_ends BEFORE UPDATE ON death WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.person IS OLD.person AND NEW.source IS OLD.source AND NEW.died_on IS OLD.died_on AND NEW.deregistered_on IS OLD.deregistered_on AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'death: a fact is ended, never changed'); END;
CREATE TRIGGER death_no_delete BEFORE DELETE ON death BEGIN SELECT RAISE(ABORT, 'death is append-only'); END;
CREATE TRIGGER death_no_replace BEFORE INSERT ON death WHEN EXISTS (SELECT 1 FROM death WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'death is append-only'); END;
CREATE TRIGGER move_only_ends BEFORE UPDATE ON move WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.person IS OLD.person AND NEW.direction IS OLD.direction AND NEW.moved_on IS OLD.moved_on AND NEW.place IS OLD.place AND NEW.paid_through IS OLD.paid_through AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'move: a fact is ended, never changed'); END;
CREATE TRIGGER move_no_delete BEFORE DELETE ON move BEGIN SELECT RAISE(ABORT, 'move is append-only'); END;
CREATE TRIGGER move_no_replace BEFORE INSERT ON move WHEN EXISTS (SELECT 1 FROM move WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'move is append-only'); END;
CREATE TRIGGER suspension_only_ends BEFORE UPDATE ON suspension WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.person IS OLD.person AND NEW.kind IS OLD.kind AND NEW.from_month IS OLD.from_month AND NEW.resumed_month IS OLD.resumed_month AND NEW.reason IS OLD.reason AND NEW.review_on IS OLD.review_on AND NEW.document IS OLD.document AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'suspension: a fact is ended, never changed'); END;
CREATE TRIGGER suspension_no_delete BEFORE DELETE ON suspension BEGIN SELECT RAISE(ABORT, 'suspension is append-only'); END;
CREATE TRIGGER suspension_no_replace BEFORE INSERT ON suspension WHEN EXISTS (SELECT 1 FROM suspension WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'suspension is append-only'); END;
CREATE TRIGGER confirmation_only_ends BEFORE UPDATE ON confirmation WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.person IS OLD.person AND NEW.year IS OLD.year AND NEW.confirmed_on IS OLD.confirmed_on AND NEW.noticed_on IS OLD.noticed_on AND NEW.method IS OLD.method AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'confirmation: a fact is ended, never changed'); END;
CREATE TRIGGER confirmation_no_delete BEFORE DELETE ON confirmation BEGIN SELECT RAISE(ABORT, 'confirmation is append-only'); END;
CREATE TRIGGER confirmation_no_replace BEFORE INSERT ON confirmation WHEN EXISTS (SELECT 1 FROM confirmation WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'confirmation is append-only'); END;
CREATE TRIGGER standard_only_ends BEFORE UPDATE ON standard WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.policy IS OLD.policy AND NEW.key IS OLD.key AND NEW.jurisdiction IS OLD.jurisdiction AND NEW.mode IS OLD.mode AND NEW.effective_from IS OLD.effective_from AND NEW.known_on IS OLD.known_on AND NEW.amount_fen IS OLD.amount_fen AND NEW.per IS OLD.per AND NEW.document IS OLD.document AND NEW.mark IS OLD.mark AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'standard: a fact is ended, never changed'); END;
CREATE TRIGGER standard_no_delete BEFORE DELETE ON standard BEGIN SELECT RAISE(ABORT, 'standard is append-only'); END;
CREATE TRIGGER standard_no_replace BEFORE INSERT ON standard WHEN EXISTS (SELECT 1 FROM standard WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'standard is append-only'); END;
CREATE TRIGGER station_only_ends BEFORE UPDATE ON station WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.name IS OLD.name AND NEW.level IS OLD.level AND NEW.township IS OLD.township AND NEW.village IS OLD.village AND NEW.region IS OLD.region AND NEW.credit_code IS OLD.credit_code AND NEW.ownership IS OLD.ownership AND NEW.founded_on IS OLD.founded_on AND NEW.founding_document IS OLD.founding_document AND NEW.closed_on IS OLD.closed_on AND NEW.merged_into IS OLD.merged_into AND NEW.head IS OLD.head AND NEW.staff IS OLD.staff AND NEW.area_m2 IS OLD.area_m2 AND NEW.veterans IS OLD.veterans AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'station: a fact is ended, never changed'); END;
CREATE TRIGGER station_no_delete BEFORE DELETE ON station BEGIN SELECT RAISE(ABORT, 'station is append-only'); END;
CREATE TRIGGER station_no_replace BEFORE INSERT ON station WHEN EXISTS (SELECT 1 FROM station WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'station is append-only'); END;
CREATE TRIGGER honour_only_ends BEFORE UPDATE ON honour WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.station IS OLD.station AND NEW.scheme IS OLD.scheme AND NEW.batch_year IS OLD.batch_year AND NEW.level IS OLD.level AND NEW.document IS OLD.document AND NEW.awarded_on IS OLD.awarded_on AND NEW.accepted_on IS OLD.accepted_on AND NEW.evidence_on IS OLD.evidence_on AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'honour: a fact is ended, never changed'); END;
CREATE TRIGGER honour_no_delete BEFORE DELETE ON honour BEGIN SELECT RAISE(ABORT, 'honour is append-only'); END;
CREATE TRIGGER honour_no_replace BEFORE INSERT ON honour WHEN EXISTS (SELECT 1 FROM honour WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'honour is append-only'); END;
CREATE TRIGGER target_only_ends BEFORE UPDATE ON target WHEN NOT (OLD.ended_by IS NULL AND NEW.ended_by IS NOT NULL AND NEW.id IS OLD.id AND NEW.indicator IS OLD.indicator AND NEW.year IS OLD.year AND NEW.level IS OLD.level AND NEW.value IS OLD.value AND NEW.document IS OLD.document AND NEW.decided_on IS OLD.decided_on AND NEW.added_by IS OLD.added_by AND NEW.sheet IS OLD.sheet AND NEW.row_no IS OLD.row_no) BEGIN SELECT RAISE(ABORT, 'target: a fact is ended, never changed'); END;
CREATE TRIGGER target_no_delete BEFORE DELETE ON target BEGIN SELECT RAISE(ABORT, 'target is append-only'); END;
CREATE TRIGGER target_no_replace BEFORE INSERT ON target WHEN EXISTS (SELECT 1 FROM target WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'target is append-only'); END;
CREATE TRIGGER person_no_twin BEFORE INSERT ON person WHEN EXISTS (SELECT 1 FROM person WHERE id_no = NEW.id_no) BEGIN SELECT RAISE(ABORT, 'person: this key is held already'); END;
CREATE TRIGGER enrolment_no_twin BEFORE INSERT ON enrolment WHEN EXISTS (SELECT 1 FROM enrolment WHERE person = NEW.person AND policy = NEW.policy) BEGIN SELECT RAISE(ABORT, 'enrolment: this key is held already'); END;

-- A line pays what is due less what the file itself says was paid before: a second payment of one month cannot be
-- written, by whatever program.
CREATE TRIGGER line_fits_ledger BEFORE INSERT ON line
WHEN NEW.paid_before_fen <> (SELECT coalesce(SUM(l.amount_fen), 0) FROM line l
                             WHERE l.month = NEW.month AND l.enrolment = NEW.enrolment AND l.component = NEW.component
                               AND NOT EXISTS (SELECT 1 FROM run_step s WHERE s.run = l.run AND s.step = 'voided'))
  OR EXISTS (SELECT 1 FROM line WHERE month = NEW.month AND enrolment = NEW.enrolment AND component = NEW.component AND run = NEW.run)
BEGIN SELECT RAISE(ABORT, 'line: paid before does not fit the ledger'); END;
CREATE TRIGGER region_no_twin BEFORE INSERT ON region WHEN EXISTS (SELECT 1 FROM region WHERE region = NEW.region AND ended_by IS NULL) BEGIN SELECT RAISE(ABORT, 'region: this key is held already'); END;
CREATE TRIGGER profile_no_twin BEFORE INSERT ON profile WHEN EXISTS (SELECT 1 FROM profile WHERE person = NEW.person AND ended_by IS NULL) BEGIN SELECT RAISE(ABORT, 'profile: this key is held already'); END;
CREATE TRIGGER service_no_twin BEFORE INSERT ON service WHEN EXISTS (SELECT 1 FROM service WHERE person = NEW.person AND enlisted_on = NEW.enlisted_on AND ended_by IS NULL) BEGIN SELECT RAISE(ABORT, 'service: this key is held already'); END;
CREATE TRIGGER account_no_twin BEFORE INSERT ON account WHEN EXISTS (SELECT 1 FROM account WHERE person = NEW.person AND ended_by IS NULL) BEGIN SELECT RAISE(ABORT, 'account: this key is held already'); END;
CREATE TRIGGER terms_no_twin BEFORE INSERT ON terms WHEN EXISTS (SELECT 1 FROM terms WHERE enrolment = NEW.enrolment AND from_month = NEW.from_month AND ended_by IS NULL) BEGIN SELECT RAISE(ABORT, 'terms: this key is held already'); END;
CREATE TRIGGER death_no_twin BEFORE INSERT ON death WHEN EXISTS (SELECT 1 FROM death WHERE person = NEW.person AND source = NEW.source AND ended_by IS NULL) BEGIN SELECT RAISE(ABORT, 'death: this key is held already'); END;
CREATE TRIGGER move_no_twin BEFORE INSERT ON move WHEN EXISTS (SELECT 1 FROM move WHERE person = NEW.person AND direction = NEW.direction AND moved_on = NEW.moved_on AND ended_by IS NULL) BEGIN SELECT RAISE(ABORT, 'move: this key is held already'); END;
CREATE TRIGGER suspension_no_twin BEFORE INSERT ON suspension WHEN EXISTS (SELECT 1 FROM suspension WHERE person = NEW.person AND kind = NEW.kind AND from_month = NEW.from_month AND ended_by IS NULL) BEGIN SELECT RAISE(ABORT, 'suspension: this key is held already'); END;
CREATE TRIGGER confirmation_no_twin BEFORE INSERT ON confirmation WHEN EXISTS (SELECT 1 FROM confirmation WHERE person = NEW.person AND year = NEW.year AND ended_by IS NULL) BEGIN SELECT RAISE(ABORT, 'confirmation: this key is held already'); END;
CREATE TRIGGER standard_no_twin BEFORE INSERT ON standard WHEN EXISTS (SELECT 1 FROM standard WHERE policy = NEW.policy AND key = NEW.key AND jurisdiction = NEW.jurisdiction AND effective_from = NEW.effective_from AND ended_by IS NULL) BEGIN SELECT RAISE(ABORT, 'standard: this key is held already'); END;
CREATE TRIGGER station_no_twin BEFORE INSERT ON station WHEN EXISTS (SELECT 1 FROM station WHERE name = NEW.name AND level = NEW.level AND ended_by IS NULL) BEGIN SELECT RAISE(ABORT, 'station: this key is held already'); END;
CREATE TRIGGER target_no_twin BEFORE INSERT ON target WHEN EXISTS (SELECT 1 FROM target WHERE indicator = NEW.indicator AND year = NEW.year AND level = NEW.level AND decided_on = NEW.decided_on AND ended_by IS NULL) BEGIN SELECT RAISE(ABORT, 'target: this key is held already'); END;

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * paging.c - builds page tables.  The tables that the panicking kernel leaves
 * map RAM but no device: init_pgtable() in
 * arch/x86/kernel/machine_kexec_64.c maps what the direct map maps.
 *
 * PCD and PWT select PAT entry 3, which is UC after reset and in every PAT
 * that Linux programs.  EFER.NXE, CR0.WP and SMEP do not matter: every page
 * is a writable, executable supervisor page.
 */
#include "purgatory/paging.h"

#include "purgatory/mem.h"
#include "purgatory/regs/cpu.h"

#include "cpu.h"

#define LARGE_SHIFT 21
#define LARGE_SIZE  (1ull << LARGE_SHIFT)
#define LEVEL_BITS  9

#define LIMIT_4_LEVEL (1ull << 47) /* the lower canonical half */
#define LIMIT_5_LEVEL (1ull << 52) /* what an entry holds; half is 2^56 */

#define MMIO_BITS (CPU_PTE_PCD | CPU_PTE_PWT)

void kdp_paging_init(struct kdp_paging *paging,
		     uint64_t (*pool)[KDP_PAGING_WORDS], uint32_t pool_size,
		     bool la57)
{
	paging->pool = pool;
	paging->pool_size = pool_size;
	paging->pool_used = 1;
	paging->la57 = la57;
	memset(pool[0], 0, sizeof(pool[0]));
}

uint64_t kdp_paging_root(const struct kdp_paging *paging)
{
	return (uint64_t)(uintptr_t)paging->pool[0];
}

/* The table that @entry points to, a new one if it points to none. */
static uint64_t *next_table(struct kdp_paging *paging, uint64_t *entry)
{
	uint64_t *table;

	if (*entry & CPU_PTE_PRESENT)
		return kdp_phys_ptr(*entry & CPU_PTE_ADDR, 4096);
	if (paging->pool_used >= paging->pool_size)
		return NULL;

	table = paging->pool[paging->pool_used++];
	memset(table, 0, sizeof(paging->pool[0]));
	*entry = (uint64_t)(uintptr_t)table | CPU_PTE_PRESENT | CPU_PTE_WRITE;
	return table;
}

/* The page-directory entry of @addr, NULL when the pool is used up. */
static uint64_t *large_entry(struct kdp_paging *paging, uint64_t addr)
{
	uint64_t *table = paging->pool[0];
	unsigned int shift = LARGE_SHIFT + (paging->la57 ? 3 : 2) * LEVEL_BITS;
	unsigned int index;

	while (shift > LARGE_SHIFT) {
		index = (addr >> shift) % KDP_PAGING_WORDS;
		table = next_table(paging, &table[index]);
		if (!table)
			return NULL;
		shift -= LEVEL_BITS;
	}
	return &table[(addr >> LARGE_SHIFT) % KDP_PAGING_WORDS];
}

enum kdp_status kdp_paging_map(struct kdp_paging *paging, uint64_t addr,
			       uint64_t size, uint32_t type)
{
	uint64_t limit = paging->la57 ? LIMIT_5_LEVEL : LIMIT_4_LEVEL;
	uint64_t end;

	if (type != KDP_MAP_RAM && type != KDP_MAP_MMIO)
		return KDP_STATUS_UNSUPPORTED;
	if (addr >= limit || size > limit - addr)
		return KDP_STATUS_UNSUPPORTED;

	end = addr + size;
	for (addr &= ~(LARGE_SIZE - 1); addr < end; addr += LARGE_SIZE) {
		uint64_t *entry = large_entry(paging, addr);

		if (!entry)
			return KDP_STATUS_UNSUPPORTED;
		*entry = addr | CPU_PTE_PRESENT | CPU_PTE_WRITE |
			 CPU_PTE_LARGE | (*entry & MMIO_BITS);
		if (type == KDP_MAP_MMIO)
			*entry |= MMIO_BITS;
	}
	return KDP_STATUS_OK;
}
